"""What always says the same, as a measure for pages from the page cache: a Django view with nothing around it, and without Django."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

TEXT = b"<!DOCTYPE html><title>Constant</title>" + b"<p>Nothing has changed.</p>" * 800


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(TEXT)


urlpatterns = [path("", constant)]

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY=secrets.token_urlsafe(), MIDDLEWARE=[])
application = WSGIHandler()


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """The server alone: no page can be faster."""
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(TEXT)))])
    return [TEXT]

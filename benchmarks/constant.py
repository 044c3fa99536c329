"""A Django view that always says the same, with nothing around it: the measure for pages from the page cache."""

import secrets

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

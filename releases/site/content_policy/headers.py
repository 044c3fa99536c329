from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Django's forms and lists come with jQuery, which writes markup in ways that trusted types forbid as soon as it is loaded; so do the
# editor of texts and the fields for terms, which are never there without it. Every other page of the newsroom has trusted types.
NEWSROOM, JQUERY = "/admin/", b"/vendor/jquery/"
TRUSTED_TYPES = ("require-trusted-types-for", "trusted-types")
ENDPOINTS = 'csp="/csp-reports"'


class ContentPolicyMiddleware:
    """Adjusts the policy of the settings to the page; `csp.middleware` writes it afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)
        response.headers.setdefault("Reporting-Endpoints", ENDPOINTS)
        if request.path_info.startswith(NEWSROOM) and JQUERY in getattr(response, "content", b""):
            response._csp_replace = getattr(response, "_csp_replace", {}) | dict.fromkeys(TRUSTED_TYPES)
        return response

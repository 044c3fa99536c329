from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# The admin's own scripts write markup in ways that trusted types forbid: jQuery does so as soon as it is loaded.
WITHOUT_TRUSTED_TYPES, BUT = "/admin/", "/admin/account/"
TRUSTED_TYPES = ("require-trusted-types-for", "trusted-types")
ENDPOINTS = 'csp="/csp-reports"'


class ContentPolicyMiddleware:
    """Adjusts the policy of the settings to the page; `csp.middleware` writes it afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)
        response.headers.setdefault("Reporting-Endpoints", ENDPOINTS)
        path = request.path_info
        if path.startswith(WITHOUT_TRUSTED_TYPES) and not path.startswith(BUT):
            response._csp_replace = getattr(response, "_csp_replace", {}) | dict.fromkeys(TRUSTED_TYPES)
        return response

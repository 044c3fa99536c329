"""What people get while the database does not answer: 503 from a page that needs none, public or in the newsroom's dress.

Errors of a view reach `UnavailableMiddleware`, those of other middleware, such as a session that cannot be read,
`server_error`, which Django calls for whatever nobody caught.
"""

import logging
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.views import defaults

from releases.site.personal import NEWSROOM

AWAY = (InterfaceError, OperationalError)
logger = logging.getLogger(__name__)


class UnavailableMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request, exception) if isinstance(exception, AWAY) else None


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    return unavailable(request, error) if isinstance(error, AWAY) else defaults.server_error(request)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("The database does not answer: %s", type(error.__cause__ or error).__name__)
    newsroom = request.path_info.startswith(NEWSROOM)
    if newsroom:
        translation.activate(translation.get_language_from_request(request))
    # Without the request, so that no context processor asks who this is.
    page = render_to_string("admin/503.html" if newsroom else "503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})

"""The language of a page is in its address, and every page knows the vocabularies."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from taxonomy import snapshot

NEWSROOM = "/admin/"


class LanguageMiddleware(LocaleMiddleware):
    """Public pages: by the prefix of the address and by nothing else, so that an address is one page for every cache.

    In the newsroom the editor's browser decides, as Django does it.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(NEWSROOM):
            super().process_request(request)
            return
        translation.activate(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(NEWSROOM):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class VocabulariesMiddleware:
    """Gives each request `request.vocabularies`, read when first asked for: one query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.vocabularies = SimpleLazyObject(snapshot.current)  # type: ignore[attr-defined]  # ours, on every request
        return self.get_response(request)

"""The headers of public pages, as our middleware writes them around an empty page."""

import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse

from releases.site import surrogate_keys
from releases.site.moment import Page

Headers = tuple[tuple[str, str], ...]
MOST = 100  # anyone can make up host names, though few that are ours
# On what, beside the language and kind of a page, the middleware's answer depends.
DECIDING = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO")
# Of the empty page itself.
OWN = frozenset({"content-length", "etag"})
KIND = "newsroom.content_type"


class EmptyPage(WSGIHandler):
    """The site with all its middleware, and a single view."""

    def _get_response(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(content_type=request.META[KIND])


class HeadersOfPages:
    """Kept by what they depend on; None for a request that the middleware itself answers, such as one for another host."""

    def __init__(self) -> None:
        self._site = EmptyPage()
        self._kept: dict[tuple[str | None, ...], Headers] = {}
        self._lock = threading.Lock()

    def of(self, environ: dict[str, Any], language: str, content_type: str) -> Headers | None:
        key = (language, content_type, *map(environ.get, DECIDING))
        found = self._kept.get(key)
        if found is None and (found := self._asked(environ, content_type)) is not None:
            with self._lock:
                if len(self._kept) >= MOST:
                    self._kept.clear()
                self._kept[key] = found
        return found

    def _asked(self, environ: dict[str, Any], content_type: str) -> Headers | None:
        told: list[Any] = []

        def start(*answer: Any) -> Callable[[bytes], object]:
            told.extend(answer)
            return told.append

        self._site(environ | {KIND: content_type}, start).close()
        status, headers = told[:2]
        if not status.startswith("200"):
            return None
        return tuple(
            (name, value) for name, value in headers if name.lower() not in OWN and name != settings.SURROGATE_KEYS
        )


def naming(path: str, page: Page) -> Headers:
    """What the page shows, for caches in front of the site."""
    header = settings.SURROGATE_KEYS
    return ((header, surrogate_keys.written(surrogate_keys.keys_of(path, page.body), header)),) if header else ()

"""Names what a response shows, for caches in front of the site: with these keys `releases.site.purging` tells them what has changed.

A response carries the key of every release that it links to, the key of lists unless it is about one release, and that of the whole
site. None of it is secret: the releases are those that the response shows, or that its own address names.
"""

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from releases.site.personal import SIGNED_IN

SITE, LISTS = "site", "lists"
MOST = 150  # releases that are named one by one; caches limit the length of headers
OF_A_RELEASE = re.compile(r"(?:/[a-z-]+)?/releases/([0-9]+)/")
LINKED = re.compile(rb"/releases/([0-9]+)/")
SEPARATORS = {"Surrogate-Key": " ", "xkey": " ", "Cache-Tag": ","}


class SurrogateKeysMiddleware:
    """Within compression, since it reads the response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.header: str = settings.SURROGATE_KEYS
        if not self.header:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path_info.startswith(SIGNED_IN):
            content = b"" if response.streaming else response.content  # type: ignore[attr-defined]  # of what is not streamed
            response.headers[self.header] = written(keys_of(request.path_info, content), self.header)
        return response


def keys_of(path: str, content: bytes) -> list[str]:
    own = OF_A_RELEASE.match(path)
    shown = set(LINKED.findall(content))
    releases = {int(number) for number in shown} if len(shown) <= MOST else set()
    if own:
        releases.add(int(own[1]))
    return [SITE, *([] if own else [LISTS]), *map(of_release, sorted(releases))]


def of_release(number: int) -> str:
    return f"release-{number}"


def written(keys: Iterable[str], header: str) -> str:
    return SEPARATORS[header].join(keys)

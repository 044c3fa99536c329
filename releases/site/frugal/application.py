"""A WSGI application in front of Django, for requests that the page cache passes on."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils import translation

from releases.language.numbers import MOST_DIGITS
from releases.site import feeds, kept_front, kept_list, kept_release, parameters
from releases.site.api import kept
from releases.site.entity_tags import entity_tag
from releases.site.frugal.headers import HeadersOfPages, naming
from releases.site.moment import Moment, Page
from releases.site.standing import STANDING, Standing
from releases.site.unavailable import AWAY
from taxonomy.sources import connection, reading_from

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

LANGUAGES = "|".join(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
WRITTEN = "|".join(code for code, _ in settings.LANGUAGES)
ADDRESS = re.compile(
    rf"(?:/(?P<language>{LANGUAGES}))?/(?:"
    rf"releases/(?P<number>[0-9]{{1,{MOST_DIGITS}}})/(?P<slug>[-\w]+)/"
    r"|(?P<list>releases/)|releases/feed/(?P<feed>atom|rss)/|(?P<front>))"
    rf"|(?P<api>/api/v1/releases/(?:(?P<text>[0-9]{{1,{MOST_DIGITS}}})/(?P<written>{WRITTEN})/)?)"
)


class Frugal:
    def __init__(self, site: Application) -> None:
        self.site = site
        self.headers = HeadersOfPages()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        standing: Standing | None = environ.get(STANDING)
        address = ADDRESS.fullmatch(_decoded(environ["PATH_INFO"])) if standing and standing.reached else None
        if standing is None or address is None:
            return self.site(environ, start_response)
        language = address["language"] or settings.LANGUAGE_CODE
        with translation.override(language), reading_from(standing.source):
            page = _page(address, environ, standing)
            headers = self.headers.of(environ, language, page.content_type) if page else None
        if page is None or headers is None:
            return self.site(environ, start_response)
        named = naming(environ["PATH_INFO"], page)
        start_response("200 OK", [*headers, *named, *page.headers, ("ETag", entity_tag(page.body))])
        return [page.body]


def _decoded(path: str) -> str:
    """WSGI gives the bytes of an address as Latin-1; one that is not in UTF-8 matches nothing."""
    return path if path.isascii() else path.encode("latin-1").decode(errors="replace")


def _page(address: re.Match[str], environ: Environ, standing: Standing) -> Page | None:
    """None also if the database is away: Django says so in its own way."""
    query = parameters.known(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
    try:
        moment = Moment.of(standing.fresh, standing.made)
        return _put_together(moment, address, query) if moment else None
    except AWAY:
        return None
    finally:
        connection().close()  # back to the pool: no request cycle ends here


def _put_together(moment: Moment, address: re.Match[str], query: str) -> Page | None:
    if address["text"]:
        return None if query else kept.assembled_text(moment, int(address["text"]), address["written"])
    if address["api"]:
        return kept.assembled_list(moment, query)
    if address["number"]:
        return None if query else kept_release.assembled(moment, int(address["number"]), address["slug"])
    if address["list"]:
        return kept_list.assembled(moment, query)
    if address["feed"]:
        return feeds.assembled(moment, address["feed"], query)
    return None if query else kept_front.assembled(moment)

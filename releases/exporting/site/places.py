"""Maps addresses of the site to paths in the copy.

Files have no query strings. List pages, the lists of a year, a month or a type, and lists in all languages get paths of
their own; a list narrowed by one term becomes that term's page. Every other query is left to the live site.
"""

import calendar
import datetime
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from releases.lists.selection import ALL_LANGUAGES
from releases.models import Edition
from releases.models.carried import carried_terms
from releases.site.filters import ReleaseFilter
from taxonomy.snapshot import Vocabularies

ABOUT = "copy/"  # the page about the copy, below the prefix of its language
IN_PAGES = {"release-list", "term"}
# Addresses that look like a page but answer with another type.
NAMES = {
    "feed-rss": "index.xml",
    "feed-atom": "index.xml",
    "feed-corrections": "index.xml",
    "release-timemap": "index.txt",
}
NEVER_CHANGES = {"release-picture", "release-file", "release-file-then"}
# Addresses for machines or for holders of a link; a link in a text must not pull a draft into the copy.
LEFT_OUT = {
    "health",
    "health-of-work",
    "suggest",
    "preview-link",
    "timegate",
    "api-guide",
    "verify",
    "csp-reports",
    "release-format",
    "newsml-catalogue",
    "oembed",
    "alert-subscribe",
} | {f"feed-{name}" for name in ("json", "ninjs", "newsml")}
OF_NO_CONSEQUENCE = ("in", "anchor")
# List filters with a page for each of their values.
TERMS = {part.facet: part.vocabulary for part in carried_terms().values() if part.facet in ReleaseFilter.base_filters}


@dataclass(frozen=True)
class PagePlace:
    """`ask` is the address on the site, `href` the one in the copy."""

    ask: str
    href: str
    never_changes: bool = False

    @property
    def file(self) -> PurePosixPath:
        path = unquote(self.href).lstrip("/")
        return PurePosixPath(f"{path}index.html" if not path or path.endswith("/") else path)


def address_within(reference: str, page: str) -> str | None:
    """Resolve a reference on a page to a path and query of the site; None if it leads elsewhere or is malformed."""
    reference = reference.strip()
    if reference.startswith("#") or not reference:
        return None
    if reference == "?":
        return page.partition("?")[0]
    if reference.startswith("/") and not reference.startswith("//") and "/." not in reference:
        return reference.partition("#")[0]  # the common case
    try:
        parts = urlsplit(urljoin(settings.SITE_URL + page, reference))
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        return None
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


class Places:
    def __init__(self, vocabularies: Vocabularies) -> None:
        self.vocabularies = vocabularies
        # Cached: every page links to the same few hundred others.
        self.of = lru_cache(maxsize=20_000)(self._of)

    def _of(self, address: str) -> PagePlace | None:
        """The place of an address; None if the copy does not hold it."""
        path, _, query = address.partition("?")
        if path.startswith(settings.STATIC_URL):
            return PagePlace(path, path)
        language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
        with translation.override(language):
            try:
                name = resolve(path).url_name
            except Resolver404:
                return PagePlace(path, path) if not query else None
            if name in LEFT_OUT or (name or "").startswith("api-") or resolve(path).namespace:
                return None
            return self._named(name or "", path, QueryDict(query), language)

    def _named(self, name: str, path: str, query: QueryDict, language: str) -> PagePlace | None:
        asked = {key: values for key, values in query.lists() if any(values) and key not in OF_NO_CONSEQUENCE}
        page = asked.pop("page", ["1"])[0] if name in IN_PAGES else "1"
        if name == "release-list":
            place = self._list(asked, language)
        elif asked and name in NAMES:
            return None  # a filtered feed
        else:
            place = PagePlace(path, path + NAMES.get(name, ""), name in NEVER_CHANGES)
        if place is None or not (page.isascii() and page.isdigit()):
            return None
        if page == "1":
            return place
        separator = "&" if "?" in place.ask else "?"
        return PagePlace(f"{place.ask}{separator}page={page}", f"{place.href}page/{page}/")

    def _list(self, asked: dict[str, list[str]], language: str) -> PagePlace | None:
        if asked.get("language", [ALL_LANGUAGES]) != [ALL_LANGUAGES]:
            [language, *_] = asked.pop("language")
            if language not in dict(settings.LANGUAGES):
                return None
        with translation.override(language):
            start = reverse("release-list")
            match asked:
                case {} if not asked:
                    return PagePlace(start, start)
                case {"language": [_]} if len(asked) == 1:
                    return PagePlace(f"{start}?language={ALL_LANGUAGES}", f"{start}all-languages/")
                case {"type": [kind]} if len(asked) == 1 and kind in Edition.Type.values:
                    return PagePlace(f"{start}?type={kind}", f"{start}type/{kind}/")
                case {"from": [first], "to": [last]} if len(asked) == 2:
                    period = _period(first, last)
                    return PagePlace(f"{start}?from={first}&to={last}", f"{start}{period}/") if period else None
                case {**one} if len(one) == 1 and (found := self._term(*next(iter(one.items())))):
                    return PagePlace(found, found)
        return None

    def _term(self, filter_name: str, slugs: list[str]) -> str | None:
        """The page of the term that a list is narrowed by, if there is exactly one."""
        if filter_name not in TERMS or len(slugs) != 1:
            return None
        term = getattr(self.vocabularies, TERMS[filter_name]).resolve(slugs[0])
        return term.get_absolute_url() if term else None


def _period(first: str, last: str) -> str | None:
    """year/2004 or month/2004-05 if the two days bound exactly that period."""
    try:
        start, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    except ValueError:
        return None
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return f"year/{start.year}"
    days = calendar.monthrange(start.year, start.month)[1]
    if start.day == 1 and end == start.replace(day=days):
        return f"month/{start:%Y-%m}"
    return None

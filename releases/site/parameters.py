"""The query parameters of each page, so that `utm_source` and the like neither change a page nor cause it to be cached twice."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from releases.site.filters import ReleaseFilter

LANGUAGE = r"(?:/[a-z]{2,3}(?:-[a-z0-9]+)*)?"
LIST = (*ReleaseFilter.base_filters, "sort", "page", "anchor")
# By which WordPress names a text, with any page's address; here only the former front page has them.
NUMBERS = ("p", "page_id", "attachment_id")
# Parameters by kind of page. Any other address may belong to the former site, where the query is part of its identity.
KNOWN: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(f"{LANGUAGE}{path}"), frozenset(names))
    for path, names in (
        ("/releases/", LIST),
        ("/releases/feed/[a-z]+/", LIST),
        ("/alerts/", LIST),
        ("/alerts/[a-z]+/[^/]+/", ()),
        ("/releases/suggest/", ("q",)),
        (r"/releases/\d+/(?:[^/]+/){0,3}[^/]*", ()),
        ("/", NUMBERS),
        ("/(?:[-a-z]+/)?", ()),
        (r"/[-a-z]+/[-\w]+/", ("page", "anchor")),
        (r"/sitemap[-a-z0-9]*\.xml", ()),
        (r"/robots\.txt", ()),
    )
)


@lru_cache(1024)
def known(path: str, query: str) -> str:
    """The query string with known parameters only, without empty values, sorted by name.

    Values of one name keep their order, since a list names its filters in it.

        >>> known("/releases/", "utm_source=mail&page=2&field=elections&q=")
        'field=elections&page=2'
    """
    names = names_of(path)
    if not query or names is None:
        return query
    given = [(name, value) for name, value in parse_qsl(query) if name in names]
    return urlencode(sorted(given, key=lambda pair: pair[0]))


@lru_cache(4096)
def names_of(path: str) -> frozenset[str] | None:
    """The parameters that the page knows; None if the address may belong to the former site."""
    return next((names for pattern, names in KNOWN if pattern.fullmatch(path)), None)

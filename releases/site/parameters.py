"""What an address of ours may hold beside its path: known for each page, so that `utm_source` and whatever else is appended to
an address neither changes the page nor is a reason to keep it twice.
"""

import re
from urllib.parse import parse_qsl, urlencode

from releases.site.filters import ReleaseFilter

LANGUAGE = r"(?:/[a-z]{2,3}(?:-[a-z0-9]+)*)?"
LIST = (*ReleaseFilter.base_filters, "sort", "page", "anchor")
# The parameters of each kind of page. What is none of these may be an address of the former site, which is known by its query.
KNOWN: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(f"{LANGUAGE}{path}"), frozenset(names))
    for path, names in (
        ("/releases/", LIST),
        ("/releases/feed/[a-z]+/", LIST),
        ("/releases/suggest/", ("q",)),
        (r"/releases/\d+/(?:[^/]+/){0,3}[^/]*", ()),
        ("/(?:[-a-z]+/)?", ()),
        (r"/[-a-z]+/[-\w]+/", ("page", "anchor")),
        (r"/sitemap[-a-z0-9]*\.xml", ()),
        (r"/robots\.txt", ()),
    )
)


def known(path: str, query: str) -> str:
    """The query string with what the page knows, values that say nothing left out, names in one order.

    The order of the values of one name stays, since a list names its filters in it.

    >>> known("/releases/", "utm_source=mail&page=2&field=elections&q=")
    'field=elections&page=2'
    """
    names = names_of(path)
    if not query or names is None:
        return query
    given = [(name, value) for name, value in parse_qsl(query) if name in names]
    return urlencode(sorted(given, key=lambda pair: pair[0]))


def names_of(path: str) -> frozenset[str] | None:
    """The parameters that the page knows; None where the address may be one of the former site."""
    return next((names for pattern, names in KNOWN if pattern.fullmatch(path)), None)

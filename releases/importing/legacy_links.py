"""Resolves links between imported texts that still point to the former site, so that they lead straight to the release.

Links are resolved when a text is displayed, not when it is imported: a released text never changes, the target may be
imported years later, and a text that keeps its author's links can be exported and imported elsewhere. Where this does
not reach (copied text, a feed), the former address itself redirects to the release.
"""

import re
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import translation

from releases.models import Edition, LegacyAddress

HREF = re.compile(r"""(<a\b[^<>]*?\bhref=")([^"]+)(")""")
LANGUAGE = re.compile(rf"^/(?:{'|'.join(code for code, _ in settings.LANGUAGES)})(?=/node/)")


def legacy_path(url: str) -> tuple[str, str]:
    """Host, without “www.”, and path of a former address as `LegacyAddress` stores them; empty if there is none.

    Raises ValueError for a malformed address.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = "/" + parts.path.strip("/")
    if path == "/" and not parts.query:
        return host, ""
    return host, f"{path}?{parts.query}" if parts.query else unquote(path) if "%" in path else path


def may_lead_home(html: str) -> bool:
    """Whether the HTML has links that may lead to a release now or later."""
    return bool(_formers(html))


def leading_home(html: str) -> str:
    """The HTML with links to readable releases resolved. Two queries; none without such links."""
    former = _formers(html)
    homes = _homes(former) if former else {}
    if not homes:
        return html
    return HREF.sub(lambda found: f"{found[1]}{homes.get(found[2], found[2])}{found[3]}", html)


def _formers(html: str) -> dict[str, tuple[str, str]]:
    return {href: address for href in {found[1] for found in HREF.findall(html)} if (address := _former(href))}


def _former(href: str) -> tuple[str, str] | None:
    """Host and path of a link that may point to a former site: an absolute one, or one that begins at the root."""
    url = unescape(href)
    if not url.startswith(("/", "http://", "https://")) or len(url) > LegacyAddress.LONGEST:
        return None
    try:
        host, path = legacy_path(url)
    except ValueError:
        return None
    return (host, LANGUAGE.sub("", path)) if path else None


def _homes(former: dict[str, tuple[str, str]]) -> dict[str, str]:
    paths = {path for _, path in former.values()}
    rows = LegacyAddress.objects.filter(path__in=paths).values_list("path", "host", "release_id", "language")
    addresses = {path: (host, (release, language)) for path, host, release, language in rows}
    if not addresses:
        return {}
    releases = {key[0] for _, key in addresses.values()}
    editions = Edition.objects.live().exclude(kind=Edition.Kind.REMOVED).filter(release__in=releases)
    live = {(edition.release_id, edition.language): edition for edition in editions.defer("body", "lead", "notes")}
    homes = {}
    for href, (host, path) in former.items():
        at, key = addresses.get(path, ("", (0, "")))
        # A bare path may belong to any former site; with another host it is another page.
        if key in live and (not host or host == at):
            homes[href] = _address(live[key], href)
    return homes


def _address(edition: Edition, href: str) -> str:
    with translation.override(edition.language):
        fragment = urlsplit(unescape(href)).fragment
        return escape(edition.get_absolute_url() + (f"#{fragment}" if fragment else ""))

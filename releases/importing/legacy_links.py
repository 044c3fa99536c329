"""Links from one imported text to another, which still name addresses of the former site, lead straight to the release.

They are looked up when a text is shown and not when it is taken in: what is released never changes, the target may come
years later, and a text that keeps what its author wrote can be exported and imported elsewhere. Where this does not reach
(a copied text, a feed), the former address itself leads on to the release.
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
    """Host, without “www.”, and path of a former address as `LegacyAddress` holds them; empty where there is none.

    Raises ValueError for what is no address.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = "/" + parts.path.strip("/")
    if path == "/" and not parts.query:
        return host, ""
    return host, f"{path}?{parts.query}" if parts.query else unquote(path) if "%" in path else path


def leading_home(html: str) -> str:
    """The text with each link to a release that readers can open pointing there. Two queries, none without such links."""
    former = {href: address for href in {found[1] for found in HREF.findall(html)} if (address := _former(href))}
    homes = _homes(former) if former else {}
    if not homes:
        return html
    return HREF.sub(lambda found: f"{found[1]}{homes.get(found[2], found[2])}{found[3]}", html)


def _former(href: str) -> tuple[str, str] | None:
    """What may be an address of a former site: an absolute one, or one that begins at the root."""
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
        # A path alone may be that of any site; with another host than the former one it is another page.
        if key in live and (not host or host == at):
            homes[href] = _address(live[key], href)
    return homes


def _address(edition: Edition, href: str) -> str:
    with translation.override(edition.language):
        fragment = urlsplit(unescape(href)).fragment
        return escape(edition.get_absolute_url() + (f"#{fragment}" if fragment else ""))

"""Recognises a release number or a pasted address in the search box, and leads straight to that release.

Only readable releases are destinations; anything else is searched for as words, as if no such release existed.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language

from releases.models import Edition, LegacyAddress

_NUMBER = re.compile(r"#?\s*(\d{1,15})")
_NODE = re.compile(r"/?node[\s/]+(\d{1,15})/?", re.IGNORECASE)
_OWN = re.compile(r"(?:/[a-z]{2}(?:-[a-z]+)?)?/releases/(\d{1,15})(?:/.*)?")
_ADDRESS = re.compile(r"(?:https?://|www\.|/)\S+", re.IGNORECASE)
YEARS = range(1950, 2100)  # 2004 is more likely a year than a release number


def destination(text: str) -> str | None:
    """The address of the release that the text names, preferably in the page's language. No query for ordinary words."""
    text = text.strip()
    if found := _NUMBER.fullmatch(text):
        if not text.startswith("#") and int(found[1]) in YEARS:
            return None
        return _of_release(int(found[1])) or _of_legacy([f"/node/{found[1]}"])
    if found := _NODE.fullmatch(text):
        return _of_legacy([f"/node/{found[1]}"])
    if _ADDRESS.fullmatch(text) and "\x00" not in text:
        return _of_address(text)
    return None


def _of_address(text: str) -> str | None:
    try:
        parts = urlsplit(text if "://" in text or text.startswith("/") else f"//{text}")
    except ValueError:
        return None
    path = unquote(parts.path)
    if (own := _OWN.fullmatch(path)) and parts.netloc in ("", urlsplit(settings.SITE_URL).netloc):
        return _of_release(int(own[1]))
    return _of_legacy(list(_as_recorded(path, parts.query)))


def _as_recorded(path: str, query: str) -> Iterator[str]:
    """Candidate legacy paths, longest first."""
    bare = path.rstrip("/")
    if query:
        yield f"{path}?{query}"
        yield f"{bare}?{query}"
    yield path
    yield bare


def _of_release(number: int) -> str | None:
    editions = Edition.objects.live().exclude(kind=Edition.Kind.REMOVED).filter(release_id=number)
    here = get_language()
    edition = min(
        editions,
        key=lambda edition: (edition.language != here, edition.language != "en", edition.language),
        default=None,
    )
    if edition is None:
        return None
    with translation.override(edition.language):
        return edition.get_absolute_url()


def _of_legacy(paths: list[str]) -> str | None:
    known = [path for path in paths if path and len(path) <= LegacyAddress.LONGEST]
    address = LegacyAddress.objects.filter(path__in=known).order_by("-path").first()
    if address is None:
        return None
    edition = Edition.objects.live().filter(release=address.release_id, language=address.language).first()
    if edition is None or edition.removed:
        return None
    with translation.override(edition.language):
        return edition.get_absolute_url()

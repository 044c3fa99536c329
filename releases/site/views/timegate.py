"""The TimeGate at its own address, `/timegate/<address>`: the address of a release here, with or without scheme and host."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

from releases.models import Edition
from releases.site import memento
from releases.site.views.release import gone, live_edition

# Proxies may merge two slashes.
SCHEME_AND_HOST = re.compile(r"^https?:/+([^/]+)")
OF_A_RELEASE = {"release", "release-number"}


def timegate(request: HttpRequest, address: str) -> HttpResponse:
    """Redirects to the text that was public at `Accept-Datetime`, or to the current one. Raises Http404 for any other address."""
    edition = edition_at(address)
    if edition is None:
        raise Http404
    with translation.override(edition.language):
        if edition.removed:
            return gone(request, edition)
        return memento.negotiated(edition, memento.asked_for(request))


def edition_at(address: str) -> Edition | None:
    """What is live at the address of a release, whatever headline is in it."""
    path = path_within(address)
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return None
        return live_edition(match.kwargs["number"]) if match.url_name in OF_A_RELEASE else None


def path_within(address: str) -> str:
    """Empty for an address of another site."""
    found = SCHEME_AND_HOST.match(address)
    if found is None:
        return f"/{address}"
    ours = SCHEME_AND_HOST.match(settings.SITE_URL)
    return address[found.end() :] if ours and found[1] == ours[1] else ""

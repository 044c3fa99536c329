"""The history of a release for machines: Memento (RFC 7089). The page of a release is its own TimeGate. A second TimeGate has its own
address, because memento-client 0.6.1 cannot use a resource that is its own TimeGate.
"""

import datetime
from typing import TypeVar
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date

from releases.models import Edition
from releases.models.files import Bytes
from releases.reading.editions import Reading
from releases.reading.pictures import ShownFile

T = TypeVar("T", bound=HttpResponseBase)

MOMENT = "%Y-%m-%dT%H%M%S.%fZ"  # without colons, so that it fits in a path segment


def asked_for(request: HttpRequest) -> str:
    """The value of `Accept-Datetime`; empty if absent."""
    return request.headers.get("Accept-Datetime", "")


def negotiated(edition: Edition, accept_datetime: str) -> HttpResponse:
    """Redirects to the edition live at that time: the first one for an earlier time, the last one for an empty string; 400 for an invalid date."""
    accept_datetime = accept_datetime or http_date()
    try:
        instant = datetime.datetime.fromtimestamp(parse_http_date(accept_datetime), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return HttpResponseBadRequest("Accept-Datetime is not a valid HTTP date.\n", content_type="text/plain")
    editions = editions_of(edition)
    then = [other for other in editions if other.live_from and other.live_from <= instant]
    response = HttpResponseRedirect(address_of((then or editions)[-1 if then else 0]))
    patch_vary_headers(response, ["Accept-Datetime"])
    response["Link"] = _link(edition)
    return response


def original(response: HttpResponse, edition: Edition) -> HttpResponse:
    patch_vary_headers(response, ["Accept-Datetime"])
    response["Link"] = _link(edition)
    return response


def memento(response: T, edition: Edition, current: Edition) -> T:
    """Adds the headers of a memento: the text of an edition as it was public, which never changes again."""
    if edition.live_from:
        response["Memento-Datetime"] = http_date(edition.live_from.timestamp())
    response["Link"] = _link(current)
    return response


def timemap(edition: Edition) -> HttpResponse:
    """Every public edition with its address and time, as application/link-format (RFC 6690)."""
    editions = editions_of(edition)
    lines = [f'<{_full(_page(edition))}>; rel="original timegate"']
    lines.append(f'<{_full(timegate_address(edition))}>; rel="timegate"')
    lines.append(f'<{_full(timemap_address(edition))}>; rel="self"; type="application/link-format"')
    for position, other in enumerate(editions):
        first, last = ("first " if position == 0 else ""), ("last " if position == len(editions) - 1 else "")
        time = http_date(other.live_from.timestamp()) if other.live_from else ""
        lines.append(f'<{_full(address_of(other))}>; rel="{first}{last}memento"; datetime="{time}"')
    return HttpResponse(",\n".join(lines) + "\n", content_type="application/link-format; charset=utf-8")


def editions_of(edition: Edition) -> list[Edition]:
    """All editions of this text that readers may still see, oldest first."""
    readable = Edition.objects.readable().exclude(kind=Edition.Kind.REMOVED)
    return list(readable.filter(release=edition.release_id, language=edition.language).order_by("number"))


def address_of(edition: Edition) -> str:
    return _in_language(edition, "release-at", edition.release_id, _moment(edition))


def history_address(edition: Edition) -> str:
    return _in_language(edition, "release-history", edition.release_id)


def files_of(reading: Reading) -> list[ShownFile]:
    """The files of a past text, at addresses that go on giving these and not what replaced them."""

    def address(stored: Bytes) -> str:
        edition = reading.edition
        moment = _moment(edition)
        return _in_language(edition, "release-file-then", edition.release_id, moment, stored.key, stored.name)

    return [ShownFile.at(file, address) for file in reading.files]


def _moment(edition: Edition) -> str:
    return edition.live_from.astimezone(datetime.UTC).strftime(MOMENT) if edition.live_from else ""


def _link(edition: Edition) -> str:
    return (
        f'<{_full(_page(edition))}>; rel="original timegate", '
        f'<{_full(timegate_address(edition))}>; rel="timegate", '
        f'<{_full(timemap_address(edition))}>; rel="timemap"; type="application/link-format"'
    )


def _page(edition: Edition) -> str:
    return _in_language(edition, "release", edition.release_id, edition.slug)


def timegate_address(edition: Edition) -> str:
    """The second TimeGate, which is not the page."""
    return reverse("timegate", args=[_page(edition).removeprefix("/")])


def timemap_address(edition: Edition) -> str:
    return _in_language(edition, "release-timemap", edition.release_id)


def _in_language(edition: Edition, name: str, *args: object) -> str:
    with translation.override(edition.language):
        return reverse(name, args=args)


def _full(path: str) -> str:
    return urljoin(settings.SITE_URL, path)

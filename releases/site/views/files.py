"""Serves the files of a release to those who may read the edition that carries them. There is no other way to the bytes."""

import logging
from collections.abc import Iterator
from pathlib import Path

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from releases.files import store
from releases.models import Edition, EditionFile
from releases.site import memento
from releases.site.requests import PublicRequest
from releases.site.views.release import edition_at, gone, live_edition

# No scripts, no loading, no framing, should a browser render it as a page after all.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"
CHUNK = 64 * 1024
logger = logging.getLogger(__name__)


def file(request: PublicRequest, number: int, key: str, name: str) -> HttpResponseBase:
    """A file of the live text, or of an earlier one that is still readable; a hidden file answers like one that does not exist."""
    live = live_edition(number)
    if live is None:
        raise Http404
    if live.removed:
        return gone(request, live)
    readable = Edition.objects.readable().filter(release_id=number, language=live.language)
    carried = EditionFile.objects.filter(edition__in=readable).order_by("-edition__number")
    for found in carried:
        stored = found.named(key, name)
        if stored is None:
            continue
        if found.erased:
            return erased()
        if stored == found.itself and (instead := replacement(found, live)) is not None:
            return redirect(instead.address(number))
        return current_or_past(served(stored.digest, stored.media_type, name), found, live)
    raise Http404


def replacement(found: EditionFile, live: Edition) -> EditionFile | None:
    """The file of the same name that the live text carries in place of this one."""
    if found.edition_id == live.pk:
        return None
    return EditionFile.objects.filter(edition=live, name=found.name).exclude(digest=found.digest).first()


def file_then(request: PublicRequest, number: int, moment: str, key: str, name: str) -> HttpResponseBase:
    """A file of the text as it was public at an instant, with a sign that it is a past one."""
    live = live_edition(number)
    if live is None:
        raise Http404
    if live.removed:
        return gone(request, live)
    then = edition_at(live, moment)
    response = memento.memento(_of(then, key, name), then, live)
    response["X-Robots-Tag"] = "noindex"
    return response


def _of(edition: Edition, key: str, name: str) -> HttpResponseBase:
    """A file of the edition, or a copy of one. Raises Http404 if it carries neither."""
    for found in EditionFile.objects.filter(edition=edition):
        if stored := found.named(key, name):
            return erased() if found.erased else served(stored.digest, stored.media_type, name)
    raise Http404


def erased() -> HttpResponse:
    """The page of the release says why."""
    return HttpResponse(_("This file was removed."), status=410, content_type="text/plain; charset=utf-8")


def served(digest: str, media_type: str, name: str) -> StreamingHttpResponse:
    """Pictures are displayed, everything else is downloaded. Raises Http404 if the bytes are missing, which `verify_files` reports."""
    path = store.path_of(digest)
    try:
        size = path.stat().st_size
    except OSError as error:
        logger.error("The bytes of the file with SHA-256 %s are missing; run manage.py verify_files.", digest)
        raise Http404 from error
    text = media_type.startswith("text/")
    response = StreamingHttpResponse(chunks(path), content_type=f"{media_type}; charset=utf-8" if text else media_type)
    as_attachment = not media_type.startswith("image/")
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "attachment"
    response["Content-Length"] = str(size)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{digest}"'
    return response


def chunks(path: Path) -> Iterator[bytes]:
    """The file is opened when the first byte is sent: a 304 response opens nothing."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def current_or_past(response: StreamingHttpResponse, found: EditionFile, live: Edition) -> StreamingHttpResponse:
    """Search engines should index only the files of the live text."""
    if found.edition_id != live.pk or live.withdrawn:
        response["X-Robots-Tag"] = "noindex"
    return response

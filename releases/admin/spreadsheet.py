"""The list of releases as a CSV file: the same filters, the same visibility, every line."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from releases.admin.rows import ReleaseRow
from releases.admin.situations import situation
from releases.admin.visibility import visible
from releases.exporting import spreadsheet
from releases.lists.texts import Numbers
from releases.models import Edition
from releases.models.clock import database_time
from releases.reading.editions import readings
from taxonomy import snapshot
from taxonomy.snapshot import Vocabularies

BATCH = 500


def spreadsheet_view(model_admin: ModelAdmin, request: HttpRequest) -> StreamingHttpResponse:
    """One line per text in the list, streamed."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    try:
        changelist: Any = model_admin.get_changelist_instance(request)
    except IncorrectLookupParameters as error:
        raise BadRequest("There is no such list.") from error
    name = f"releases-{timezone.localdate():%Y-%m-%d}.csv"
    response = StreamingHttpResponse(
        spreadsheet.lines(rows(request, changelist.numbers)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def rows(request: HttpRequest, numbers: Numbers) -> Iterator[list[Any]]:
    """In the order of the list. Two queries per batch; while the reader takes it, the connection is free for others."""
    now, vocabularies = database_time(), snapshot.current()
    for start in range(0, len(numbers), BATCH):
        batch = list(rows_of(request, numbers[start : start + BATCH].tolist(), now, vocabularies))
        if not connection.in_atomic_block:
            connection.close()
        yield from batch


def rows_of(
    request: HttpRequest, releases: list[int], now: datetime.datetime, vocabularies: Vocabularies
) -> Iterator[list[Any]]:
    by_release: dict[int, list[Edition]] = {number: [] for number in releases}
    editions = visible(request).filter(release__in=releases).defer("body", "notes")
    for edition in editions.order_by("language", "number"):
        by_release[edition.release_id].append(edition)
    shown = [edition for number in releases for edition in ReleaseRow(by_release[number], now).current()]
    for reading in readings(shown, vocabularies):
        yield spreadsheet.row(reading, situation(reading.edition, now))

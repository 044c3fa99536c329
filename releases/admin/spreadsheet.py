"""The list of releases as a CSV file: the same filters, the same visibility, every line."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from releases.admin.rows import ReleaseRow
from releases.admin.situations import situation
from releases.admin.visibility import visible
from releases.exporting import spreadsheet
from releases.models import Edition
from releases.models.clock import database_time
from releases.reading.editions import readings
from taxonomy import snapshot

BATCH = 200


def spreadsheet_view(model_admin: ModelAdmin, request: HttpRequest) -> StreamingHttpResponse:
    """One line per text in the list, streamed."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    try:
        numbers = model_admin.get_changelist_instance(request).get_queryset(request).values_list("pk", flat=True)
    except IncorrectLookupParameters as error:
        raise BadRequest("There is no such list.") from error
    name = f"releases-{timezone.localdate():%Y-%m-%d}.csv"
    response = StreamingHttpResponse(
        spreadsheet.lines(rows(request, numbers.iterator(chunk_size=BATCH))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def rows(request: HttpRequest, numbers: Iterator[int]) -> Iterator[list[Any]]:
    """In the order of the list. Two queries per batch."""
    now, vocabularies = database_time(), snapshot.current()
    while batch := list(islice(numbers, BATCH)):
        by_release: dict[int, list[Edition]] = {number: [] for number in batch}
        for edition in visible(request).filter(release__in=batch).defer("body", "notes").order_by("language", "number"):
            by_release[edition.release_id].append(edition)
        shown = [edition for number in batch for edition in ReleaseRow(by_release[number], now).current()]
        for reading in readings(shown, vocabularies):
            yield spreadsheet.row(reading, situation(reading.edition, now))

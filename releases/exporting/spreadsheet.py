"""Texts as a CSV table for spreadsheets: one row each, with no cell that a spreadsheet would evaluate as a formula."""

import csv
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from releases.language.instants import told
from releases.language.spreadsheets import BYTE_ORDER_MARK, inert
from releases.reading.editions import Reading


class Echo:
    """A file object for `csv` that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK + writer.writerow(headings())
    for row in rows:
        yield writer.writerow([inert(cell) for cell in row])


def headings() -> list[str]:
    """In the editor's language."""
    return [
        _("Release"), _("Edition"), _("Language"), _("State"), _("Kind"), _("Type"), _("Headline"), _("Lead"), _("Date"), _("Place"),
        _("Source"), _("Fields of work"), _("Countries"), _("Meetings and conferences"), _("Keywords"), _("Files"),
        _("Public from"), _("Public until"),
    ]  # fmt: skip


def row(reading: Reading, situation: str) -> list[str | int]:
    """One row; times are in the organisation's time zone with its offset, or plain dates where only the day is known."""
    edition = reading.edition
    return [
        edition.release_id,
        edition.number,
        edition.language,
        situation,
        edition.get_kind_display(),
        edition.get_type_display(),
        edition.headline,
        edition.lead,
        edition.date.isoformat(),
        "; ".join(edition.places),
        "; ".join(term.source_label for term in reading.sources),
        *(
            "; ".join(term.label for term in terms)
            for terms in (reading.fields_of_work, reading.countries, reading.meetings)
        ),
        "; ".join(edition.keywords),
        "; ".join(file.name for file in reading.files),
        told(edition.live_from),
        told(edition.live_until),
    ]

"""Texts as a CSV table for spreadsheets: one row each, with no cell that a spreadsheet would evaluate as a formula."""

import csv
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from releases.language.instants import told
from releases.reading.editions import Reading

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel assumes the machine's code page
# Characters that begin a formula, also in their full-width forms, which some programs treat alike.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # full-width on purpose


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


def inert(cell: object) -> object:
    """Prefix a text that would be a formula with an apostrophe, which spreadsheets do not display.

    >>> inert("=HYPERLINK(1)"), inert("OSCE"), inert(-3)
    ("'=HYPERLINK(1)", 'OSCE', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell

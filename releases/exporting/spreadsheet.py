"""Texts as a table for spreadsheets: one line each, and no cell that such a program would take for a formula."""

import csv
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from releases.reading.editions import Reading

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes UTF-8 for the code page of the machine
# What begins a formula, also as wide characters, which some programs read as the plain ones.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # wide on purpose


class Echo:
    """A file for `csv` that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK + writer.writerow(headings())
    for row in rows:
        yield writer.writerow([inert(cell) for cell in row])


def headings() -> list[str]:
    """In the language of the editor."""
    return [
        _("Release"), _("Edition"), _("Language"), _("State"), _("Kind"), _("Type"), _("Headline"), _("Lead"), _("Date"), _("Place"),
        _("Source"), _("Fields of work"), _("Countries"), _("Meetings and conferences"), _("Keywords"), _("Files"),
        _("Public from"), _("Public until"),
    ]  # fmt: skip


def row(reading: Reading, situation: str) -> list[str | int]:
    """Times are in UTC and say so; a spreadsheet knows no zones."""
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
        *(f"{moment:%Y-%m-%d %H:%M}Z" if moment else "" for moment in (edition.live_from, edition.live_until)),
    ]


def inert(cell: object) -> object:
    """A text that would be a formula becomes one that begins with an apostrophe, which spreadsheets leave out.

    >>> inert("=HYPERLINK(1)"), inert("OSCE"), inert(-3)
    ("'=HYPERLINK(1)", 'OSCE', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell

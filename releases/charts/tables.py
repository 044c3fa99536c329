"""Reads the numbers of a table of the text. What cannot be drawn is told in a sentence, and stays a table."""

from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _
from lxml import html

from releases.charts.data import Column, Data, NotDrawn, refuse_rows
from releases.language.quantities import Quantity, is_missing, quantity, tidy, without_footnote

LONGEST_TABLE = 200_000  # characters of markup
SHOWN = 60  # characters of a cell in a sentence


def data_of(table: str, language: str, kind: str) -> Data:
    """Of one table as clean HTML, for a kind of chart. Raises NotDrawn."""
    refuse_rows(table.count("<tr") - 1, kind)  # before any of them is read
    if len(table) > LONGEST_TABLE:
        raise NotDrawn(_("It is too large for a chart."))
    rows = _rows(html.fragment_fromstring(table))
    head, body = _headed(rows, language)
    if not body or len(head) < 2:
        raise NotDrawn(_("It needs a column of names and at least one column of numbers, under a row of headings."))
    read = [_numbers(body, column, language) for column in range(1, len(head))]
    columns = tuple(
        Column(
            head[number].text or str(number),
            tuple(each.value if each else None for each in cells),
            _written(body, number),
        )
        for number, cells in enumerate(read, start=1)
    )
    data = Data(head[0].text, tuple(row[0].text or "–" for row in body), columns, _unit(read))
    if len(data.values) < 2:
        raise NotDrawn(_("It has fewer than two numbers, so there is nothing to compare."))
    return data


class _Cell:
    """What a cell says without raised footnote marks, and whether it is a heading."""

    def __init__(self, element: Any) -> None:
        self.heading = element.tag == "th"
        whole = tidy(element.text_content())
        self.text = (_without_raised(element) or whole) if element.find(".//sup") is not None else whole

    @property
    def number(self) -> str:
        return without_footnote(self.text)


Rows = list[list[_Cell]]


def _without_raised(element: Any) -> str:
    bare = deepcopy(element)
    for mark in bare.xpath(".//sup"):
        mark.drop_tree()
    return tidy(bare.text_content())


def _rows(table: Any) -> Rows:
    elements = [row.xpath("./td | ./th") for row in table.xpath("./tr | ./thead/tr | ./tbody/tr")]
    if any(_spans(cell) for row in elements for cell in row):
        raise NotDrawn(_("Some of its cells span several rows or columns."))
    if len({len(row) for row in elements}) > 1:
        raise NotDrawn(_("Its rows have different numbers of cells."))
    return [[_Cell(cell) for cell in row] for row in elements]


def _spans(cell: Any) -> bool:
    return any(cell.get(name, "1") != "1" for name in ("rowspan", "colspan"))


def _headed(rows: Rows, language: str) -> tuple[list[_Cell], Rows]:
    """The first row, if it consists of headings or has no numbers; years are headings only where they are marked as such."""
    if not rows or not rows[0]:
        return [], []
    first, *others = rows
    marked = all(cell.heading for cell in first[1:])
    worded = not any(quantity(cell.text, language) for cell in first[1:])
    if marked or worded:
        return first, others
    raise NotDrawn(
        _("Its first row consists of numbers. Mark it as headings, or put one above it that names the columns.")
    )


def _numbers(rows: Rows, column: int, language: str) -> list[Quantity | None]:
    return [_number(row[column], row[0].text, language) for row in rows]


def _number(cell: _Cell, name: str, language: str) -> Quantity | None:
    if is_missing(cell.number):
        return None
    found = quantity(cell.number, language)
    if found is None:
        raise NotDrawn(
            _("“%(cell)s” beside “%(name)s” is not understood as a number.")
            % {"cell": cell.text[:SHOWN], "name": name[:SHOWN]}
        )
    return found


def _written(rows: Rows, column: int) -> tuple[str, ...]:
    return tuple(row[column].number for row in rows)


def _unit(columns: list[list[Quantity | None]]) -> str:
    """The one unit of all numbers; a column of percentages and one of counts have no common scale."""
    units = {_unit_of(column) for column in columns if any(column)}
    if len(units) > 1:
        raise NotDrawn(_("Its columns have different units, such as percentages beside counts."))
    return units.pop() if units else ""


def _unit_of(column: list[Quantity | None]) -> str:
    units = {each.unit for each in column if each} - {""}
    if len(units) > 1:
        raise NotDrawn(_("Its numbers have different units."))
    return units.pop() if units else ""

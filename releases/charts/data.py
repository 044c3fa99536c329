"""What a chart shows: names, columns of numbers, and how the table writes them."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from taxonomy.chart_kinds import BARS

MOST_BARS, MOST_POINTS = 60, 400  # rows
MOST_COLUMNS = 4  # as many as can be told apart without colour


class NotDrawn(Exception):
    """Why a table cannot be drawn, as a sentence for an editor."""


@dataclass(frozen=True)
class Column:
    """The numbers of one column, None where there is none, beside what the cells say."""

    name: str
    values: tuple[Decimal | None, ...]
    written: tuple[str, ...]

    @classmethod
    def of_counts(cls, name: str, counts: list[int], written: list[str]) -> "Column":
        return cls(name, tuple(map(Decimal, counts)), tuple(written))


@dataclass(frozen=True)
class Data:
    """`about` is what the names are, as the head of their column says; empty if it says nothing."""

    about: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    unit: str = ""

    @property
    def values(self) -> list[Decimal]:
        return [value for column in self.columns for value in column.values if value is not None]

    def extremes(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The smallest and the largest, each as it is written and with its names; the first of equal ones."""
        cells = [
            (value, column.written[row], self._place(row, column))
            for column in self.columns
            for row, value in enumerate(column.values)
            if value is not None
        ]
        least, most = min(cells, key=lambda cell: cell[0]), max(cells, key=lambda cell: cell[0])
        return least[1:], most[1:]

    def _place(self, row: int, column: Column) -> str:
        return f"{self.names[row]}, {column.name}" if len(self.columns) > 1 else self.names[row]


def refuse_rows(rows: int, kind: str) -> None:
    """Raises NotDrawn if there are too many for the kind of chart."""
    most = MOST_BARS if kind == BARS else MOST_POINTS
    if rows > most:
        sentence = (
            _("It has %(rows)s rows; bars show at most %(most)s.")
            if kind == BARS
            else _("It has %(rows)s rows; lines show at most %(most)s.")
        )
        raise NotDrawn(sentence % {"rows": rows, "most": most})


def refuse_columns(columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise NotDrawn(
            _("It has %(columns)s columns of numbers; a chart shows at most %(most)s.")
            % {"columns": columns, "most": MOST_COLUMNS}
        )

"""Lines from left to right in the order of the rows, with gaps where numbers are missing."""

from decimal import Decimal
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from releases.charts import svg
from releases.charts.data import Column, Data, NotDrawn, refuse_columns, refuse_rows
from releases.charts.marks import point, stroke
from releases.charts.scale import percent, rounded
from releases.charts.svg import element, words
from releases.language.quantities import in_words
from taxonomy.chart_kinds import LINES

WITH_POINTS = 40  # rows; among more, shapes would hide the line
HEIGHT = 220  # pixels of the plot
LETTERS = 32
RIGHT = 4  # per cent kept free
MOST_ROOM = 40


def draw(data: Data, _chart: str, language: str) -> tuple[SafeString, int]:
    """What stands in the SVG, and its height in pixels. Raises NotDrawn."""
    refuse_rows(len(data.names), LINES)
    refuse_columns(len(data.columns))
    if len(data.names) < 2:
        raise NotDrawn(_("It has a single row; a line needs two."))
    return _Lines(data, language).drawn()


class _Lines:
    def __init__(self, data: Data, language: str) -> None:
        self.data = data
        self.scale, ticks = rounded(data.values)
        self.ticks = [(tick, in_words(tick, language) + (f" {data.unit}" if data.unit else "")) for tick in ticks]
        self.left = min(max(svg.room_for(label) for _tick, label in self.ticks), MOST_ROOM)

    def drawn(self) -> tuple[SafeString, int]:
        keys = [part for number, column in enumerate(self.data.columns) for part in self._key(number, column.name)]
        top = len(self.data.columns) * (svg.LINE + 4) + 14
        plot = element(
            "svg",
            *self._grid(),
            *self._names(),
            *(part for number, column in enumerate(self.data.columns) for part in self._line(number, column)),
            x=f"{self.left}%",
            y=top,
            width=f"{100 - self.left - RIGHT}%",
            overflow="visible",
        )
        return svg.joined([*keys, plot]), top + HEIGHT + svg.LINE + 10

    def _key(self, number: int, name: str) -> list[str]:
        y = number * (svg.LINE + 4)
        middle = y + svg.FONT - 5
        return [
            stroke(number, x1=0, x2=36, y1=middle, y2=middle),
            point(number, 18, middle),
            words(svg.cut(name, LETTERS - 5), 46, y + svg.FONT),
        ]

    def _grid(self) -> list[SafeString]:
        lines = []
        for tick, label in self.ticks:
            y = self._height(tick)
            weight = 1 if tick == 0 else 0.35
            lines.append(element("line", x1=0, x2="100%", y1=y, y2=y, stroke="currentColor", stroke_opacity=weight))
            lines.append(words(label, 0, y, dx=-8, dy="0.35em", text_anchor="end"))
        return lines

    def _names(self) -> list[SafeString]:
        """As many as fit."""
        rows = _spread(len(self.data.names), self._most_names())
        last = len(self.data.names) - 1
        anchor = {0: None, last: "end"}
        return [
            words(
                svg.cut(self.data.names[row], LETTERS // 2),
                self._across(row),
                HEIGHT + svg.LINE + 4,
                text_anchor=anchor.get(row, "middle"),
            )
            for row in rows
        ]

    def _most_names(self) -> int:
        longest = min(max(map(len, self.data.names)), LETTERS // 2)
        width = svg.NARROWEST * (100 - self.left - RIGHT) / 100
        return max(2, int(width // (longest * svg.FONT * svg.LETTER + 12)))

    def _line(self, number: int, column: Column) -> list[SafeString]:
        places = [
            value if value is None else (self._across(row), self._height(value))
            for row, value in enumerate(column.values)
        ]
        parts = [
            stroke(number, x1=start[0], y1=start[1], x2=end[0], y2=end[1])
            for start, end in pairwise(places)
            if start and end
        ]
        few = len(places) <= WITH_POINTS
        alone = [
            place
            for before, place, after in zip([None, *places], places, [*places[1:], None], strict=False)
            if place and not (before or after)
        ]
        return [*parts, *(point(number, *place) for place in (places if few else alone) if place)]

    def _across(self, row: int) -> str:
        return percent(Decimal(row) / (len(self.data.names) - 1))

    def _height(self, value: Decimal) -> str:
        """Pixels from the top."""
        return f"{HEIGHT * (1 - self.scale.share(value)):.2f}"


def _spread(rows: int, most: int) -> range:
    """At most so many of the rows, evenly apart from the first on.

    >>> [*_spread(12, 4)], [*_spread(3, 9)], [*_spread(5, 3)]
    ([0, 4, 8], [0, 1, 2], [0, 2, 4])
    """
    return range(0, rows, -(-(rows - 1) // max(most - 1, 1)))

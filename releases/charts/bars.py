"""Bars that lie, one group for each row of the table: names stand above them and may be long, numbers at their ends."""

from decimal import Decimal
from textwrap import wrap

from django.utils.safestring import SafeString

from releases.charts import svg
from releases.charts.data import Data, refuse_columns, refuse_rows
from releases.charts.marks import Patterns
from releases.charts.scale import Scale, percent
from releases.charts.svg import element, words
from taxonomy.chart_kinds import BARS

HEIGHT, GAP = 16, 3  # pixels of a bar, and between two of a group
BETWEEN = 8  # pixels between groups
LETTERS = 32  # of a name on one line
MOST_LINES = 3
MOST_ROOM = 40  # per cent for numbers on one side


def draw(data: Data, chart: str, _language: str) -> tuple[SafeString, int]:
    """What stands in the SVG, and its height in pixels. Raises NotDrawn."""
    refuse_rows(len(data.names), BARS)
    refuse_columns(len(data.columns))
    return _Bars(data, Patterns(chart)).drawn()


class _Bars:
    def __init__(self, data: Data, patterns: Patterns) -> None:
        self.data = data
        self.patterns = patterns
        self.scale = Scale.from_zero(data.values)
        self.zero = self.scale.share(Decimal(0))
        longest = max((text for column in data.columns for text in column.written), key=len)
        room = min(svg.room_for(longest), MOST_ROOM)
        self.before = room if self.scale.low < 0 else 0
        self.after = room

    def drawn(self) -> tuple[SafeString, int]:
        parts: list[str] = [self.patterns.definitions(len(self.data.columns))]
        y = 0
        for number, column in enumerate(self.data.columns):
            parts += self._key(number, column.name, y)
            y += svg.LINE + 4
        y += 4
        for row, name in enumerate(self.data.names):
            for line in _lines(name):
                parts.append(words(line, 0, y + svg.FONT))
                y += svg.LINE
            bars, y = self._group(row, y + 2)
            parts.append(bars)
        return svg.joined(parts), y

    def _key(self, number: int, name: str, y: int) -> list[str]:
        """What the column is called; beside its pattern, where there are several."""
        if len(self.data.columns) == 1:
            return [words(svg.cut(name, LETTERS), 0, y + svg.FONT, font_weight="bold")]
        return [self._bar(number, x=1, y=y + 2, width=24), words(svg.cut(name, LETTERS - 4), 34, y + svg.FONT)]

    def _plot(self, *parts: str) -> SafeString:
        """The part of the width that belongs to bars; the rest is for the numbers at their ends."""
        return element(
            "svg", *parts, x=f"{self.before}%", width=f"{100 - self.before - self.after}%", overflow="visible"
        )

    def _group(self, row: int, y: int) -> tuple[SafeString, int]:
        zero, tall = percent(self.zero), len(self.data.columns) * (HEIGHT + GAP)
        parts: list[str] = [element("line", x1=zero, x2=zero, y1=y - 2, y2=y + tall, stroke="currentColor")]
        for number, column in enumerate(self.data.columns):
            value = column.values[row]
            if value is not None:
                parts.append(self._of_value(number, value, y))
            parts.append(self._written(column.written[row] or "–", value or Decimal(0), y))
            y += HEIGHT + GAP
        return self._plot(*parts), y + BETWEEN

    def _of_value(self, number: int, value: Decimal, y: int) -> SafeString:
        share = self.scale.share(value)
        return self._bar(number, x=percent(min(share, self.zero)), y=y, width=percent(abs(share - self.zero)))

    def _bar(self, number: int, **places: object) -> SafeString:
        return element("rect", **places, height=HEIGHT - 2, fill=self.patterns.fill(number), stroke="currentColor")

    def _written(self, text: str, value: Decimal, y: int) -> SafeString:
        below = value < 0
        return words(
            text,
            percent(self.scale.share(value)),
            y + svg.FONT - 2,
            dx=-5 if below else 5,
            text_anchor="end" if below else None,
        )


def _lines(name: str) -> list[str]:
    return wrap(name, LETTERS, max_lines=MOST_LINES, placeholder="…") or ["–"]

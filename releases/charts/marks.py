"""How columns are told apart without colour: patterns of bars, dashes of lines, shapes of points."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from releases.charts.svg import element, joined

DASHES = (None, "7 4", "2 3", "12 4 2 4")
SHAPES = ("M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z", "M-5 -5h10v10h-10z", "M0 -6L6 5H-6z", "M0 -7L7 0L0 7L-7 0z")
SIDE = 6  # pixels of one tile


@dataclass(frozen=True)
class Patterns:
    """The fills of the bars of one chart: full, hatched, empty, dotted. Their names begin with the chart's, as names are the page's."""

    chart: str

    def definitions(self, columns: int) -> SafeString:
        return (
            element("defs", *(self._tile(number) for number in (1, 3) if number < columns))
            if columns > 1
            else joined([])
        )

    def fill(self, number: int) -> str:
        return ("currentColor", f"url(#{self._name(1)})", "none", f"url(#{self._name(3)})")[number]

    def _name(self, number: int) -> str:
        return f"{self.chart}-fill-{number}"

    def _tile(self, number: int) -> SafeString:
        drawn = (
            element("path", d="M0 6L6 0M-1 1L1 -1M5 7L7 5", stroke="currentColor", stroke_width="1.5")
            if number == 1
            else element("circle", cx=3, cy=3, r="1.3", fill="currentColor")
        )
        return element("pattern", drawn, id=self._name(number), width=SIDE, height=SIDE, patternUnits="userSpaceOnUse")


def point(number: int, x: str | int, y: str | int) -> SafeString:
    """A shape of the column's own; every second one is empty."""
    fill = "none" if number % 2 else "currentColor"
    shape = element("path", d=SHAPES[number], fill=fill, stroke="currentColor", stroke_width="1.5")
    return element("svg", shape, x=x, y=y, overflow="visible")


def stroke(number: int, **places: object) -> SafeString:
    return element("line", stroke="currentColor", stroke_width=2, stroke_dasharray=DASHES[number], **places)

"""From numbers to places: exact shares of a length, and round numbers for an axis."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_TICKS = 6


@dataclass(frozen=True)
class Scale:
    low: Decimal
    high: Decimal

    def share(self, value: Decimal) -> Decimal:
        """Between 0 and 1."""
        return (value - self.low) / (self.high - self.low)

    @classmethod
    def from_zero(cls, values: Iterable[Decimal]) -> "Scale":
        """For bars, whose lengths are compared: zero is always on it."""
        every = [Decimal(0), *values]
        low, high = min(every), max(every)
        return cls(low, high if high > low else low + 1)


def rounded(values: list[Decimal]) -> tuple[Scale, list[Decimal]]:
    """For lines, whose slopes are compared: from one round number to another, with those between them. Zero is on it if it is near."""
    low, high = min(values), max(values)
    if 0 <= low <= high / 2:
        low = Decimal(0)
    if high / 2 >= low and high <= 0:
        high = Decimal(0)
    if low == high:
        low, high = low - 1, high + 1
    step = _step((high - low) / (MOST_TICKS - 1))
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    ticks = [(first + number) * step for number in range(int(last - first) + 1)]
    return Scale(ticks[0], ticks[-1]), ticks


def _step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 2.5, 5 with any number of zeros that is not smaller."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)


def percent(share: Decimal) -> str:
    """As SVG writes a length, to a ten-thousandth.

    >>> percent(Decimal(1) / 3), percent(Decimal(1)), percent(Decimal(0))
    ('33.3333%', '100%', '0%')
    """
    return f"{share * 100:.4f}".rstrip("0").rstrip(".") + "%"

"""The participating States as tiles, each about where it lies, with how many releases are about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from taxonomy.models import Country
from taxonomy.snapshot import Vocabulary

PICTURE = """
    CA .. .. IS .. .. .. NO SE FI .. .. .. .. .. ..
    US .. .. .. .. .. .. .. .. EE .. .. RU .. .. ..
    .. .. .. IE GB .. .. DK .. LV .. .. .. .. .. ..
    .. .. .. .. .. BE NL DE PL LT BY .. .. KZ .. MN
    .. .. .. .. .. FR LU CZ SK .. UA MD .. UZ KG ..
    .. .. .. .. .. MC CH LI AT HU RO .. GE TM TJ ..
    .. .. .. PT ES AD SM SI HR RS BG .. AM AZ .. ..
    .. .. .. .. .. .. IT VA BA MK .. TR .. .. .. ..
    .. .. .. .. .. .. MT .. ME AL GR .. CY .. .. ..
"""
PLACES = {
    code: (column, row)
    for row, line in enumerate(PICTURE.split("\n")[1:-1], start=1)
    for column, code in enumerate(line.split(), start=1)
    if code != ".."
}


@dataclass(frozen=True)
class Tile:
    """Column and row count from 1; 0 for a State that the picture does not know, which stands after all others."""

    country: Country
    count: int
    column: int
    row: int

    @property
    def shade(self) -> int:
        """0 for none, then a step for each power of four: 1 to 3, to 15, to 63, and more."""
        return min(4, (self.count.bit_length() + 1) // 2)


def participating_states(countries: Vocabulary[Country], counts: Mapping[str, int]) -> list[Tile]:
    """In alphabetical order, with the list's own counts, which are by the ids of countries."""
    return [
        Tile(country, counts.get(str(country.pk), 0), *PLACES.get(country.code, (0, 0)))
        for country in countries.alphabetical()
        if country.group == Country.Group.PARTICIPATING_STATE
    ]

"""The participating States as tiles, placed roughly as on a map, with the number of releases about each."""

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
    """Column and row count from 1; 0 for a State without a place in the grid, which comes last."""

    country: Country
    count: int
    column: int
    row: int

    @property
    def shade(self) -> int:
        """0 for none, then one step per power of four: 1 to 3, 4 to 15, 16 to 63, and more."""
        return min(4, (self.count.bit_length() + 1) // 2)


def participating_states(countries: Vocabulary[Country], counts: Mapping[str, int]) -> list[Tile]:
    """In alphabetical order, with the counts of the list, which are keyed by country id."""
    return [
        Tile(country, counts.get(str(country.pk), 0), *PLACES.get(country.code, (0, 0)))
        for country in countries.alphabetical()
        if country.group == Country.Group.PARTICIPATING_STATE
    ]

"""The participating States as tiles: where each stands, roughly as on a map, and how dark it is."""

from dataclasses import dataclass

from taxonomy.models import Country
from taxonomy.snapshot import Vocabularies

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
class Place:
    """Column and row count from 1; 0 for a State without a place in the grid, which comes last."""

    country: Country
    column: int
    row: int


def participating_states(vocabularies: Vocabularies) -> list[Place]:
    """In alphabetical order."""
    return [
        Place(country, *PLACES.get(country.code, (0, 0)))
        for country in vocabularies.countries.alphabetical()
        if country.group == Country.Group.PARTICIPATING_STATE
    ]


def shade(count: int) -> int:
    """0 for none, then one step per power of four: 1 to 3, 4 to 15, 16 to 63, and more."""
    return min(4, (count.bit_length() + 1) // 2)

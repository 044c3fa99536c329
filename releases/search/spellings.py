"""Alternative spellings of names: what readers type for a country or a town, and what texts contain.

Countries have theirs in the vocabulary (names in all languages, former and other names). Towns have no vocabulary;
spellings of those named most often in the organisation's releases are in a file here.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from releases.search.question import Name, Spellings
from releases.search.words import stem, words_of
from taxonomy.models import Country
from taxonomy.snapshot import Vocabularies, Vocabulary

TOWNS = Path(__file__).with_name("towns.toml")


class _Kept:
    """Cached for one snapshot of the vocabularies, which is a new object after every change."""

    def __init__(self, countries: Vocabulary[Country]) -> None:
        self.countries = countries
        self.by_language: dict[str, Spellings] = {}


_kept: _Kept | None = None


def spellings_in(language: str, vocabularies: Vocabularies) -> Spellings:
    global _kept
    kept = _kept
    if kept is None or kept.countries is not vocabularies.countries:
        kept = _kept = _Kept(vocabularies.countries)
    if language not in kept.by_language:
        families = [*_names_of_countries(kept.countries), *towns()]
        kept.by_language[language] = _by_stems(families, language)
    return kept.by_language[language]


def _by_stems(families: Iterable[frozenset[Name]], language: str) -> Spellings:
    found: dict[Name, set[Name]] = defaultdict(set)
    for family in families:
        for name in family:
            found[tuple(stem(word, language) for word in name)] |= family
    return {name: frozenset(family) for name, family in found.items()}


def _names_of_countries(countries: Vocabulary[Country]) -> Iterator[frozenset[Name]]:
    for country in countries:
        names = [country.name, *country.names.values(), *(former.name for former in country.former_names.all())]
        yield _family(names)


@cache
def towns() -> tuple[frozenset[Name], ...]:
    return tuple(_family(town["spellings"]) for town in tomllib.loads(TOWNS.read_text("utf-8"))["town"])


def _family(names: Iterable[str]) -> frozenset[Name]:
    return frozenset(name for text in names if (name := tuple(words_of(text)[0])))

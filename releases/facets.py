"""How many releases each value of each filter would show, under all other filters: exact, at one instant, without a query.

The counts are taken from the same selection as the list, at the same instant, so that they cannot drift from it.
"""

from collections.abc import Iterator

import numpy as np

from releases.search import bits
from releases.search.bits import Bits
from releases.search.selection import ALL_LANGUAGES, Selection
from taxonomy.snapshot import Vocabulary

# Counts by facet and value: {"type": {"news": 3}, "field": {"17": 2}, "year": {"2004": 5}}; terms by their ids.
Counts = dict[str, dict[str, int]]


def counts(selection: Selection, vocabularies: dict[str, Vocabulary], year: int | None = None) -> Counts:
    """A term counts each release that carries it or a term below it once. With a year also its months."""
    found: Counts = {facet: dict(_of_terms(selection, facet, vocabulary)) for facet, vocabulary in vocabularies.items()}
    register = selection.register
    types = bits.positions(selection.narrowed({"type"}))
    found["type"] = _named(register.types, register.type[types])
    languages = bits.positions(selection.narrowed({"language"}))
    found["language"] = _named(register.languages, register.language[languages])
    found["language"][ALL_LANGUAGES] = _in_all_languages(selection, len(languages))
    return found | _by_date(selection, year)


def _of_terms(selection: Selection, facet: str, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    under_the_others = selection.narrowed({facet}) if facet in selection.asked.terms else selection.found
    terms, rows = selection.register.matrix(facet, vocabulary)
    numbers = bits.counts_within(rows, under_the_others)
    return ((str(term.pk), number) for term, number in zip(terms, numbers, strict=False) if number)


def _in_all_languages(selection: Selection, total: int) -> int:
    """Where only some languages have all the words, the list of all languages holds less than their lists together."""
    if not selection.asks_for_words:
        return total
    everywhere: Bits = selection.narrowed({"language"}) & selection.matches.found_anywhere
    return bits.count(everywhere)


def _named(names: tuple[str, ...], numbers: np.ndarray) -> dict[str, int]:
    return {names[value]: int(number) for value, number in enumerate(np.bincount(numbers)) if number}


def _by_date(selection: Selection, year: int | None) -> Counts:
    """By years, and by the months of one."""
    months = np.bincount(selection.register.month[bits.positions(selection.narrowed({"date"}))], minlength=12)
    by_year = np.pad(months, (0, -len(months) % 12)).reshape(-1, 12)
    found: Counts = {
        "year": {str(number): int(by_year[number].sum()) for number in np.flatnonzero(by_year.any(axis=1))}
    }
    if year is not None:
        of_year = by_year[year] if year < len(by_year) else []
        found["month"] = {str(month): int(number) for month, number in enumerate(of_year, 1) if number}
    return found

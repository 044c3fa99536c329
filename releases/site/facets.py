"""Facet counts: how many releases each value of a filter would show under all other filters. Exact, at one instant,
without a query.

Counts come from the same selection as the list, so that the two cannot disagree.
"""

from collections.abc import Iterator

import numpy as np

from releases.lists.selection import ALL_LANGUAGES, Selection
from releases.search import bits
from releases.search.bits import Bits
from taxonomy.models import Term
from taxonomy.snapshot import Vocabulary

# Counts by facet and value: {"type": {"news": 3}, "field": {"17": 2}, "year": {"2004": 5}}; terms by id.
Counts = dict[str, dict[str, int]]


def counts(selection: Selection, vocabularies: dict[str, Vocabulary[Term]], year: int | None = None) -> Counts:
    """A term counts each release with it or a narrower term once. Months are counted only if a year is given."""
    found: Counts = {facet: dict(_of_terms(selection, facet, vocabulary)) for facet, vocabulary in vocabularies.items()}
    found["type"] = _sized(selection.register.by_type, selection.narrowed({"type"}))
    in_each = selection.narrowed({"language"})
    found["language"] = _sized(selection.register.by_language, in_each)
    found["language"][ALL_LANGUAGES] = _in_all_languages(selection, in_each)
    return found | _by_date(selection, year)


def _of_terms(selection: Selection, facet: str, vocabulary: Vocabulary[Term]) -> Iterator[tuple[str, int]]:
    under_the_others = selection.narrowed({facet}) if facet in selection.asked.terms else selection.found
    terms, rows = selection.register.matrix(facet, vocabulary)
    numbers = bits.counts_within(rows, under_the_others)
    return ((str(term.pk), number) for term, number in zip(terms, numbers, strict=False) if number)


def _in_all_languages(selection: Selection, in_each: Bits) -> int:
    """Where only some languages match all words, the list in all languages is shorter than the sum of the lists by language."""
    return bits.count(in_each & selection.matches.found_anywhere if selection.asks_for_words else in_each)


def _sized(sets: dict[str, Bits], within: Bits) -> dict[str, int]:
    return {name: number for name, members in sets.items() if (number := bits.count(members & within))}


def _by_date(selection: Selection, year: int | None) -> Counts:
    """By year, and by month within the given year."""
    undated, register = selection.narrowed({"date"}), selection.register
    found: Counts = {"year": _sized(register.by_year, undated)}
    if year is not None and str(year) in register.by_year:
        months = register.month[bits.positions(undated & register.by_year[str(year)])] % 12
        found["month"] = {str(month + 1): int(number) for month, number in enumerate(np.bincount(months)) if number}
    return found

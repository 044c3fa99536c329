"""How many releases each value of each filter would show, under all other filters. One query for all of them.

The counts are asked of the same rows as the list, at the same instant, so that they cannot drift from it.
"""

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, ExtractMonth, ExtractYear

if TYPE_CHECKING:
    from releases.filters import ReleaseFilter

# Counts by facet and value: {"type": {"news": 3}, "field": {"17": 2}, "year": {"2004": 5}}; terms by their ids.
Counts = dict[str, dict[str, int]]


def counts(chosen: "ReleaseFilter") -> Counts:
    """Exact, at this instant. A term counts each release that carries it or a term below it once."""
    first, *others = [*_of_editions(chosen), *_of_terms(chosen)]
    found: Counts = defaultdict(dict)
    for facet, key, number in first.union(*others, all=True):
        if number:
            found[facet][str(key)] = number
    return found


def _of_editions(chosen: "ReleaseFilter") -> list[QuerySet]:
    """Type and language; year; and, where the dates lie within one year, its months."""
    undated = chosen.narrowed(ignoring={"from", "to"})
    arms = [
        _grouped("type", F("type"), chosen.narrowed(ignoring={"type"})),
        _grouped("language", F("language"), chosen.narrowed(ignoring={"language"})),
        _grouped("year", ExtractYear("date"), undated),
    ]
    if year := chosen.year:
        arms.append(_grouped("month", ExtractMonth("date"), undated.filter(date__year=year)))
    return arms


def _of_terms(chosen: "ReleaseFilter") -> list[QuerySet]:
    """One arm for all terms that stand alone, and one for each that has others below it or was merged with some."""
    arms = []
    for name, term_filter in chosen.term_filters():
        vocabulary = term_filter.vocabulary_of(chosen)
        wide = {term: vocabulary.below(term) for term in vocabulary if len(vocabulary.below(term)) > 1}
        links = term_filter.links._default_manager.filter(
            content_object__in=chosen.narrowed(ignoring={name}).values("pk")
        ).order_by()
        alone = links.exclude(tag__in=[term.pk for term in wide])
        arms.append(_grouped(name, F("tag_id"), alone))
        arms += [
            links.filter(tag__in=ids)
            .values(facet=Value(name), key=Value(str(term.pk)))
            .annotate(number=Count("content_object", distinct=True))
            .values_list("facet", "key", "number")
            for term, ids in wide.items()
        ]
    return arms


def _grouped(facet: str, key: F | ExtractYear | ExtractMonth, rows: QuerySet) -> QuerySet:
    return (
        rows.order_by()
        .values(facet=Value(facet), key=Cast(key, CharField()))
        .annotate(number=Count("pk", output_field=IntegerField()))
        .values_list("facet", "key", "number")
    )

"""Releases that are listed now, by the day that they bear: counted as the public list counts them, by the same selection."""

import datetime

import numpy as np
from django.utils.functional import cached_property

from releases.counting.span import Span, summed
from releases.lists.register import Register
from releases.lists.selection import Asked, Selection
from releases.models.carried import CarriedTerms, carried_terms
from releases.search import bits
from releases.site import facets
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies, Vocabulary

# The facet of lists, and the part of an edition whose terms it has.
FACETS = {"field": "fields_of_work", "country": "countries", "source": "sources"}


class Listed:
    """One count of everything, at one instant."""

    def __init__(self, span: Span, vocabularies: Vocabularies, at: tuple[Register, int] | None = None) -> None:
        self.span = span
        self.vocabularies = vocabularies
        self.selection = Selection(Asked(language=span.language, first=span.first, last=span.last), vocabularies, at)

    @property
    def count(self) -> int:
        return self.selection.count

    def by_time(self, *, years: bool) -> dict[str, int]:
        months = self.selection.register.month[bits.positions(self.selection.found)]
        found, numbers = np.unique(months, return_counts=True)
        return summed(dict(zip(found.tolist(), numbers.tolist(), strict=True)), self.span, years=years)

    def by_term(self, facet: str) -> dict[str, int]:
        """Terms that have any, the most first. A term has what its narrower ones have."""
        counted = self._counts[facet]
        terms = [term for term in self._vocabulary(facet) if str(term.pk) in counted]
        by_number = sorted(terms, key=lambda term: (-counted[str(term.pk)], str(_called(term))))
        return {str(_called(term)): counted[str(term.pk)] for term in by_number}

    def by_language(self, names: dict[str, str]) -> dict[str, int]:
        """Of all languages, whichever was asked for."""
        counted = self._counts["language"]
        return {name: counted.get(code, 0) for code, name in names.items()}

    @cached_property
    def _counts(self) -> facets.Counts:
        return facets.counts(self.selection, {facet: self._vocabulary(facet) for facet in FACETS})

    def _vocabulary(self, facet: str) -> Vocabulary[Term]:
        part: CarriedTerms = carried_terms()[FACETS[facet]]
        found: Vocabulary[Term] = getattr(self.vocabularies, part.vocabulary)
        return found

    @property
    def earliest(self) -> datetime.date | None:
        """The day of the oldest release that is listed."""
        listed = bits.positions(self.selection.listed)
        if not len(listed):
            return None
        return datetime.date.fromordinal(int(self.selection.register.day[listed].min()))


def _called(term: Term) -> str:
    return getattr(term, "source_label", term.label)

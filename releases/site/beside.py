"""The releases that a page of a release links to: those with the most terms in common, and the next newer and older one.

Which these are is computed in memory (`releases.search`). They are fetched through `Edition.objects.listed()`, which has
the last word.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from releases.lists.neighbours import Placed, neighbours, related
from releases.lists.selection import Selection
from releases.models import Edition
from releases.models.prepared import Prepared
from releases.reading.editions import Reading
from releases.search import bits
from releases.site.addresses import release_address

RELATED = 4
Row = tuple[int, int, str, str, str, datetime.date]  # as LISTED asks


@dataclass(frozen=True)
class Tie:
    """A term of a release: the ids under which others may carry it, and its name."""

    facet: str
    ids: tuple[int, ...]
    label: str


@dataclass(frozen=True)
class Link:
    """Another release, and the terms that both have in common."""

    address: str
    headline: str
    date: datetime.date
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    related: list[Link]
    newer: Link | None
    older: Link | None


def ties(reading: Reading) -> list[Tie]:
    """Fields of work, countries and sources, in this order."""
    vocabularies = reading.vocabularies
    kinds = (
        ("field", reading.fields_of_work, vocabularies.fields_of_work),
        ("country", reading.countries, vocabularies.countries),
        ("source", reading.sources, vocabularies.structures),
    )
    return [
        Tie(facet, tuple(sorted(vocabulary.merged_into(term))), str(term.label))
        for facet, terms, vocabulary in kinds
        for term in terms
    ]


LISTED = Prepared(
    lambda ids: (
        Edition.objects.listed()
        .filter(pk__in=ids)
        .values_list("pk", "release_id", "language", "slug", "headline", "date")
    ),
    by_id=True,
)


@dataclass(frozen=True)
class Around:
    """Which releases stand beside one, by the id of their editions, as the register knows them."""

    related: dict[int, tuple[str, ...]]  # the terms that both have in common
    newer: int | None
    older: int | None

    def listed(self) -> tuple[Row, ...]:
        """Those that are listed now. One query; none for a release that stands alone."""
        ids = [*self.related, *(pk for pk in (self.newer, self.older) if pk is not None)]
        return tuple(LISTED.rows(ids=ids)) if ids else ()

    def shown(self, listed: Iterable[Row]) -> Beside:
        rows = {row[0]: row for row in listed}
        found = [_link(rows[pk], shared) for pk, shared in self.related.items() if pk in rows and shared]
        found.sort(key=lambda link: (-len(link.shared), -link.date.toordinal()))
        return Beside(found, *(_link(rows[pk]) if pk in rows else None for pk in (self.newer, self.older)))


def around(edition: Placed, selection: Selection, own: Sequence[Tie]) -> Around:
    newer, older = neighbours(edition, selection)
    close = related(edition, selection, ((tie.facet, tie.ids) for tie in own), RELATED)
    return Around({pk: _shared(pk, selection, own) for pk in close}, newer, older)


def beside(edition: Placed, selection: Selection, own: Sequence[Tie]) -> Beside:
    """One query at most."""
    which = around(edition, selection, own)
    return which.shown(which.listed())


def _shared(pk: int, selection: Selection, own: Sequence[Tie]) -> tuple[str, ...]:
    carried = selection.register.carried
    return tuple(
        tie.label
        for tie in own
        if any(bits.holds_one(carried[tie.facet, term], pk) for term in tie.ids if (tie.facet, term) in carried)
    )


def _link(row: Row, shared: tuple[str, ...] = ()) -> Link:
    _, number, language, slug, headline, date = row
    return Link(release_address(language, number, slug), headline, date, shared)

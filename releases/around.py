"""What stands around a release on its page: its other texts, the releases it is related to, and its neighbours in a list.

One query finds all of these editions, and one everything that hangs on them.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import translation

from releases.filters import ReleaseFilter
from releases.listing import Listing
from releases.models import Edition, EditionCountry, EditionFieldOfWork, EditionQuerySet, EditionSource
from releases.reading import Parts, Reading, parts_of
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies

RELATED = 4
CANDIDATES = 300  # the newest that share anything, of which the closest are chosen
RELATING: tuple[type[Any], ...] = (EditionFieldOfWork, EditionCountry, EditionSource)
LONGEST_LIST = 2000


@dataclass(frozen=True)
class Related:
    """Another release, and the terms that both carry: why it is shown."""

    reading: Reading
    shared: list[Term]


class Around:
    """Of an edition that is live now. `list_query` is the query string of the list that the reader came from."""

    def __init__(self, edition: Edition, list_query: str, vocabularies: Vocabularies) -> None:
        self.edition = edition
        self.list_query = list_query[:LONGEST_LIST]
        self.vocabularies = vocabularies

    # Queries

    @cached_property
    def _found(self) -> list[Any]:
        """Editions without their text; each knows by which of the questions it was found."""
        own = Q(release=self.edition.release_id, pk__in=Edition.objects.readable().values("pk"))
        listed = Q(pk__in=Edition.objects.listed().values("pk"))
        questions = {
            "is_live": Q(pk__in=Edition.objects.live().exclude(kind=Edition.Kind.REMOVED).values("pk")),
            "is_related": Q(pk__in=self._related()),
            "is_newer": Q(pk__in=self._newer()),
            "is_older": Q(pk__in=self._older()),
        }
        others = listed & (questions["is_related"] | questions["is_newer"] | questions["is_older"])
        found = Edition.objects.filter(own | others).annotate(
            **{name: ExpressionWrapper(question, BooleanField()) for name, question in questions.items()}
        )
        return list(found.defer("body", "notes").order_by("language", "number"))

    @cached_property
    def parts(self) -> dict[int, Parts]:
        return parts_of(
            [self.edition, *(other for other in self._found if other.release_id != self.edition.release_id)]
        )

    def _related(self) -> QuerySet:
        """Ids of the releases that share the most terms with this one; of two that share as many, the newer."""
        listed = (
            Edition.objects.listed().filter(language=self.edition.language).exclude(release=self.edition.release_id)
        )
        shared = [links._default_manager.order_by().filter(tag__in=self._tags(links)) for links in RELATING]
        carrying = Q(*[("pk__in", links.values("content_object")) for links in shared], _connector=Q.OR)
        newest = listed.filter(carrying).newest_first()[:CANDIDATES]
        common = sum([_number(links) for links in shared], start=Value(0))
        closest = Edition.objects.filter(pk__in=newest.values("pk")).annotate(common=common)
        return closest.order_by("-common", "-date", "-release_id").values("pk")[:RELATED]

    def _tags(self, links: type[Any]) -> Any:
        """The terms of one vocabulary that the edition carries."""
        return links._default_manager.filter(content_object=self.edition).values("tag")

    def _list(self) -> EditionQuerySet:
        """The list that the reader came from; of any other words in the address, all releases in the language."""
        chosen = ReleaseFilter(QueryDict(self.list_query), self.vocabularies)
        return chosen.qs.filter(language=self.edition.language)

    def _newer(self) -> QuerySet:
        date, release = self.edition.date, self.edition.release_id
        newer = self._list().filter(Q(date__gt=date) | Q(date=date, release_id__gt=release))
        return newer.order_by("date", "release_id").values("pk")[:1]

    def _older(self) -> QuerySet:
        date, release = self.edition.date, self.edition.release_id
        older = self._list().filter(Q(date__lt=date) | Q(date=date, release_id__lt=release))
        return older.newest_first().values("pk")[:1]

    # What the page shows

    @cached_property
    def editions(self) -> list[Edition]:
        """The public editions in the language of this one, newest first, with it."""
        own = (other for other in self._found if other.release_id == self.edition.release_id)
        return sorted(
            (other for other in own if other.language == self.edition.language), key=lambda other: -other.number
        )

    @property
    def changes(self) -> list[Edition]:
        """The editions that tell readers what they changed."""
        return [other for other in self.editions if other.change_note and not other.withdrawn]

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """The languages in which the release can be read now, each with its address."""
        return [(other.language, _address(other)) for other in self.translations]

    @cached_property
    def translations(self) -> list[Edition]:
        """What is live in each language, this one among them."""
        latest = {
            other.language: other
            for other in self._found
            if other.release_id == self.edition.release_id and other.is_live
        }
        return list(latest.values())

    @cached_property
    def related(self) -> list[Related]:
        mine = Reading(self.edition, self.vocabularies, self.parts.get(self.edition.pk))
        found = []
        for other in self._others:
            reading = Reading(other, self.vocabularies, self.parts.get(other.pk))
            if other.is_related and (shared := _shared(mine, reading)):
                found.append(Related(reading, shared))
        return sorted(found, key=lambda related: (-len(related.shared), -related.reading.edition.date.toordinal()))

    @cached_property
    def list_heading(self) -> str:
        return Listing(QueryDict(self.list_query), self.vocabularies).heading

    @property
    def newer(self) -> Edition | None:
        return next((other for other in self._others if other.is_newer), None)

    @property
    def older(self) -> Edition | None:
        return next((other for other in self._others if other.is_older), None)

    @property
    def _others(self) -> list[Edition]:
        return [other for other in self._found if other.release_id != self.edition.release_id]


def _number(links: QuerySet) -> Coalesce:
    """How many of the links an edition of the outer query has."""
    mine = links.filter(content_object=OuterRef("pk")).values("content_object").annotate(number=Count("pk"))
    return Coalesce(Subquery(mine.values("number")), 0, output_field=IntegerField())


def _shared(mine: Reading, other: Reading) -> list[Term]:
    """Fields of work, countries and sources of both, in the order of the first."""
    pairs = (
        (mine.fields_of_work, other.fields_of_work), (mine.countries, other.countries), (mine.sources, other.sources),
    )  # fmt: skip
    return [term for ours, theirs in pairs for term in ours if term in theirs]


def _address(edition: Edition) -> str:
    with translation.override(edition.language):
        return edition.get_absolute_url()

"""What the pages, feeds and lists show of an edition: its terms, in their order, without a query for each.

Editions come with their link rows prefetched; the terms themselves are in the snapshot of the vocabularies.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import cached_property

from releases.models import Edition, EditionQuerySet
from taxonomy.models import Country, FieldOfWork, MeetingSeries, Structure, Term
from taxonomy.snapshot import Vocabularies, Vocabulary

T = TypeVar("T", bound=Term)

LINKS = ("editionsource_links", "editionfieldofwork_links", "editioncountry_links", "editionmeeting_links")


def with_links(editions: EditionQuerySet) -> EditionQuerySet:
    """Four queries more, whatever the number of editions."""
    return editions.prefetch_related(*LINKS)


def with_sources(editions: EditionQuerySet) -> EditionQuerySet:
    return editions.prefetch_related(LINKS[0])


class Reading:
    """An edition and its terms, for a template."""

    def __init__(self, edition: Edition, vocabularies: Vocabularies) -> None:
        self.edition = edition
        self._vocabularies = vocabularies

    @cached_property
    def sources(self) -> list[Structure]:
        return _terms(self.edition.editionsource_links.all(), self._vocabularies.structures)

    @cached_property
    def fields_of_work(self) -> list[FieldOfWork]:
        return _terms(self.edition.editionfieldofwork_links.all(), self._vocabularies.fields_of_work)

    @cached_property
    def countries(self) -> list[Country]:
        return _terms(self.edition.editioncountry_links.all(), self._vocabularies.countries)

    @cached_property
    def meetings(self) -> list[MeetingSeries]:
        return _terms(self.edition.editionmeeting_links.all(), self._vocabularies.meetings)

    @property
    def url(self) -> str:
        """In the language of the edition, which need not be that of the page."""
        with translation.override(self.edition.language):
            return self.edition.get_absolute_url()

    @property
    def foreign(self) -> bool:
        return self.edition.language != translation.get_language()


def _terms(links: Iterable[Any], vocabulary: Vocabulary[T]) -> list[T]:
    """In the editor's order; two terms that were merged count once."""
    current = [vocabulary.current(vocabulary.by_id[link.tag_id]) for link in links]
    return list(dict.fromkeys(current))


def readings(editions: Iterable[Edition], request: HttpRequest) -> Iterator[Reading]:
    return (Reading(edition, request.vocabularies) for edition in editions)  # type: ignore[attr-defined]  # see middleware

"""What surrounds a release on its page: its other texts, related releases, and the next newer and older one.

Which releases these are is computed in memory (`releases.search`). They are fetched by id, and whether each may be
shown is decided in Python at one instant by the database's clock, so that no query plan can go wrong.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils import translation

from releases.models import Edition
from releases.models.clock import database_time
from releases.models.edition import readable
from releases.reading.editions import Parts, Reading, parts_of
from releases.search.marks import Look
from releases.search.neighbours import neighbours, related
from releases.search.selection import Selection
from releases.site.filters import ReleaseFilter
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies

RELATED = 4


@dataclass(frozen=True)
class Related:
    """Another release, and the terms that both have in common, which is why it is shown."""

    reading: Reading
    shared: list[Term]


class Around:
    """For an edition that is live now. Depends on the address only, not on how the reader got there."""

    def __init__(self, edition: Edition, vocabularies: Vocabularies, look: Look | None = None) -> None:
        self.edition = edition
        self.vocabularies = vocabularies
        self.look = look

    # Selecting

    @cached_property
    def _list(self) -> Selection:
        """All releases in the language of the address."""
        return ReleaseFilter(QueryDict(), self.vocabularies, look=self.look).selection

    @cached_property
    def _neighbours(self) -> tuple[int | None, int | None]:
        return neighbours(self.edition, self._list)

    @cached_property
    def _related(self) -> list[int]:
        return related(self.edition, self._list, RELATED)

    @cached_property
    def _now(self) -> datetime.datetime:
        """The time of the latest poll; this edition is live, and may have become so since."""
        if self.look is None or self.edition.live_from is None:
            return database_time()
        seen = datetime.datetime.fromtimestamp(self.look.now / 1_000_000, datetime.UTC)
        return max(seen, self.edition.live_from)

    @cached_property
    def _own(self) -> list[Edition]:
        """The public history of this release in all languages, as far as still readable, without bodies."""
        released = Edition.objects.released().filter(release=self.edition.release_id).defer("body", "notes")
        return readable(released.order_by("language", "number"), self._now)

    @cached_property
    def _others(self) -> dict[int | None, Edition]:
        """Editions of other releases listed now, by id."""
        beside = [*self._related, *filter(None, self._neighbours)]
        found = Edition.objects.filter(pk__in=beside).defer("body", "notes")
        return {other.pk: other for other in found if other.is_listed(self._now)}

    @cached_property
    def parts(self) -> dict[int, Parts]:
        return parts_of([self.edition, *self._others.values()])

    # Displaying

    @cached_property
    def editions(self) -> list[Edition]:
        """The public editions in this language, newest first, including this one."""
        return sorted(
            (other for other in self._own if other.language == self.edition.language), key=lambda other: -other.number
        )

    @property
    def changes(self) -> list[Edition]:
        """The editions with a note for readers about what changed."""
        return [other for other in self.editions if other.change_note and not other.withdrawn]

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """The languages in which the release is readable now, with addresses."""
        return [(other.language, _address(other)) for other in self.translations]

    @cached_property
    def translations(self) -> list[Edition]:
        """The live edition in each language, including this one."""
        return [other for other in self._own if other.is_live(self._now) and not other.removed]

    @cached_property
    def related(self) -> list[Related]:
        mine = Reading(self.edition, self.vocabularies, self.parts.get(self.edition.pk))
        found = []
        for other in filter(None, map(self._others.get, self._related)):
            reading = Reading(other, self.vocabularies, self.parts.get(other.pk))
            if shared := _shared(mine, reading):
                found.append(Related(reading, shared))
        return sorted(found, key=lambda related: (-len(related.shared), -related.reading.edition.date.toordinal()))

    @property
    def newer(self) -> Edition | None:
        return self._others.get(self._neighbours[0])

    @property
    def older(self) -> Edition | None:
        return self._others.get(self._neighbours[1])


def _shared(mine: Reading, other: Reading) -> list[Term]:
    """Fields of work, countries and sources in common, in the order of the first."""
    pairs = (
        (mine.fields_of_work, other.fields_of_work), (mine.countries, other.countries), (mine.sources, other.sources),
    )  # fmt: skip
    return [term for ours, theirs in pairs for term in ours if term in theirs]


def _address(edition: Edition) -> str:
    with translation.override(edition.language):
        return edition.get_absolute_url()

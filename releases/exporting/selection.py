"""Selects the texts of an export and reads them with everything that belongs to them, in batches, so that memory stays constant."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import BooleanField, Case, Value, When
from django.http import QueryDict

from releases.exporting.records import ExportedText, identifier
from releases.models import Edition, EditionQuerySet, LegacyAddress
from releases.reading.editions import Reading, parts_of
from releases.site.filters import ReleaseFilter
from taxonomy.snapshot import Vocabularies

BATCH = 200


class UnknownFilterError(ValueError):
    """A filter names a value that does not exist; the message says which."""


@dataclass(frozen=True)
class ExportSelection:
    """Texts listed at an instant under the filters of the list; with `history` also notices and earlier editions.

    A text that has since been removed is never included, whatever the instant.
    """

    filters: QueryDict
    vocabularies: Vocabularies
    at: datetime.datetime
    history: bool = False

    def editions(self) -> EditionQuerySet:
        """Ordered by release, English first. Raises UnknownFilterError."""
        readable = Edition.objects.readable()
        then = readable.live(self.at) if self.history else readable.listed(self.at)
        chosen = ReleaseFilter(self.filters, self.vocabularies, then)
        if chosen.problems:
            raise UnknownFilterError(" ".join(chosen.problems))
        english_last = Case(When(language="en", then=Value(False)), default=Value(True), output_field=BooleanField())
        editions: EditionQuerySet = chosen.qs
        return editions.order_by("release_id", english_last, "language")

    def texts(self) -> Iterator[ExportedText]:
        """At most three queries per batch, beside the one that iterates over all editions."""
        editions = self.editions().iterator(chunk_size=BATCH)
        original = ""
        release = 0
        while batch := list(islice(editions, BATCH)):
            for text in self._with_what_belongs_to_them(batch):
                edition = text.now.edition
                if edition.release_id != release:
                    release, original = edition.release_id, identifier(edition)
                else:
                    text.translation_of = original
                yield text

    def _with_what_belongs_to_them(self, batch: list[Edition]) -> Iterator[ExportedText]:
        earlier = self._earlier(batch)
        parts = parts_of([*batch, *(edition for editions in earlier.values() for edition in editions)])
        addresses = _addresses(batch)
        for edition in batch:
            key = (edition.release_id, edition.language)
            yield ExportedText(
                Reading(edition, self.vocabularies, parts.get(edition.pk)),
                [Reading(other, self.vocabularies, parts.get(other.pk)) for other in earlier.get(key, [])],
                addresses.get(key, []),
            )

    def _earlier(self, batch: list[Edition]) -> dict[tuple[int, str], list[Edition]]:
        """Earlier editions that readers may still open, oldest first, by release and language."""
        if not self.history:
            return {}
        found: dict[tuple[int, str], list[Edition]] = defaultdict(list)
        current = [edition.pk for edition in batch]
        of_these = Edition.objects.readable().filter(release__in={edition.release_id for edition in batch})
        for edition in of_these.filter(live_until__lte=self.at).exclude(pk__in=current).order_by("number"):
            found[edition.release_id, edition.language].append(edition)
        return found


def _addresses(batch: Iterable[Edition]) -> dict[tuple[int, str], list[LegacyAddress]]:
    found: dict[tuple[int, str], list[LegacyAddress]] = defaultdict(list)
    for address in LegacyAddress.objects.filter(release__in={edition.release_id for edition in batch}).order_by("path"):
        found[address.release_id, address.language].append(address)
    return found

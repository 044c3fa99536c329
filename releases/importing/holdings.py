"""Looks up what the newsroom already holds of a batch: a few queries for all records together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from releases.importing.ledger import Ledger
from releases.importing.mapped import MappedRecord
from releases.models import Edition, LegacyAddress, Provenance, Release
from releases.states import State


class Origin(NamedTuple):
    """What is known about an identifier."""

    release: int
    language: str
    digest: str
    run: int | None


@dataclass
class Known:
    """`planned` is what a dry run has decided but not written; it is empty in a real run."""

    origin: str
    planned: Ledger | None = None
    provenances: dict[str, Origin] = field(default_factory=dict)
    awaiting: dict[str, int] = field(default_factory=dict)  # releases by the original that their texts wait for
    by_source_number: dict[int, int] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)
    languages: set[tuple[int, str]] = field(default_factory=set)
    text_keys: dict[int, int] = field(default_factory=dict)
    releases: set[int] = field(default_factory=set)

    def identifiers(self, identifiers: Iterable[str]) -> dict[str, Origin]:
        wanted = list(identifiers)
        rows = Provenance.objects.filter(origin=self.origin, identifier__in=wanted)
        found = {
            identifier: Origin(release, language, digest, run)
            for identifier, release, language, digest, run in rows.values_list(
                "identifier", "release_id", "language", "digest", "run_id"
            )
        }
        if self.planned:
            found |= {key: Origin(*value) for key, value in self.planned.planned("identifier", wanted).items()}
        return found

    def look_up(self, batch: list[MappedRecord]) -> None:
        originals = {mapped.translation_of for mapped in batch if mapped.translation_of}
        self.provenances = self.identifiers({mapped.identifier for mapped in batch} | originals)
        self._awaiting({mapped.identifier for mapped in batch} | originals)
        self._source_numbers({mapped.release for mapped in batch if mapped.release} | _replacements(batch))
        self._addresses({path for mapped in batch for path in mapped.legacy_paths})
        self._languages(
            {known.release for known in self.provenances.values()}
            | set(self.by_source_number.values())
            | set(self.awaiting.values())
        )
        self._text_keys({mapped.text.text_key for mapped in batch})

    def _awaiting(self, identifiers: set[str]) -> None:
        rows = Provenance.objects.exclude(awaits="").filter(origin=self.origin, awaits__in=identifiers)
        self.awaiting = dict(rows.values_list("awaits", "release_id"))
        if self.planned:
            self.awaiting |= self.planned.planned("awaiting", identifiers)

    def _source_numbers(self, numbers: set[int]) -> None:
        if not numbers:
            return
        rows = Provenance.objects.filter(origin=self.origin, source_number__in=numbers)
        self.by_source_number = {
            number: release for number, release in rows.values_list("source_number", "release_id") if number
        }
        self.releases = set(Release.objects.filter(pk__in=numbers).values_list("pk", flat=True))
        if self.planned:
            planned = self.planned.planned("source_number", numbers)
            self.by_source_number |= {int(key): value for key, value in planned.items()}
            self.releases |= {int(key) for key in self.planned.planned("release", numbers)}

    def _addresses(self, paths: set[str]) -> None:
        rows = LegacyAddress.objects.filter(path__in=paths)
        self.addresses = dict(rows.values_list("path", "release_id"))
        if self.planned:
            self.addresses |= self.planned.planned("address", paths)

    def _languages(self, releases: set[int]) -> None:
        if not releases:
            return
        rows = Edition.objects.filter(release__in=releases)
        self.languages = set(rows.values_list("release_id", "language").distinct())
        if self.planned:
            planned = self.planned.planned("languages", releases)
            self.languages |= {(int(key), language) for key, value in planned.items() for language in value}

    def _text_keys(self, keys: set[int]) -> None:
        rows = Edition.objects.exclude(state=State.DISCARDED).filter(text_key__in=keys)
        self.text_keys = {
            key: release for key, release in rows.values_list("text_key", "release_id") if key is not None
        }
        if self.planned:
            self.text_keys |= {int(key): value for key, value in self.planned.planned("text_key", keys).items()}


def _replacements(batch: list[MappedRecord]) -> set[int]:
    return {text.replaced_by for mapped in batch for text in mapped.texts if text.replaced_by}

"""Writes what the mapping made, each record whole or not at all, and counts every one of them once."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction

from releases.importing.mapping import Mapped, map_record
from releases.importing.records import Item, digest_of
from releases.models import (
    Contact,
    Edition,
    EditionCountry,
    EditionFieldOfWork,
    EditionLink,
    EditionMeeting,
    EditionSource,
    LegacyAddress,
    Provenance,
    Release,
    StepRefused,
)
from releases.models.steps import database_time
from releases.workflow import Phase, State
from taxonomy import snapshot

OUTCOMES = ("created", "updated", "unchanged", "refused")

LINKS: dict[str, type[EditionLink]] = {
    "sources": EditionSource,
    "fields_of_work": EditionFieldOfWork,
    "countries": EditionCountry,
    "meetings": EditionMeeting,
}


class RefusedError(Exception):
    """The record is not taken in; the sentence says why."""


@dataclass
class Outcome:
    """What a run did. Every item that was read is one of created, updated, unchanged and refused."""

    counts: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[Item, str]] = field(default_factory=list)
    unknown_keys: Counter[str] = field(default_factory=Counter)
    attachments: int = 0

    def __str__(self) -> str:
        counts = ", ".join(f"{outcome} {self.counts[outcome]}" for outcome in OUTCOMES)
        return f"Read {self.counts.total()}: {counts}."


@dataclass
class Run:
    """One import of one origin."""

    origin: str
    as_draft: bool = False
    keep_unknown_terms: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    # What came in this run: digest and place of each identifier, to tell a repetition from a contradiction.
    _seen: dict[str, tuple[str, str]] = field(default_factory=dict)

    def load(self, items: Iterable[Item]) -> Outcome:
        """Take in all items. Translations that come before their original wait for the end."""
        vocabularies = snapshot.current()
        waiting: list[tuple[Item, Mapped, str]] = []
        for item in items:
            self.outcome.unknown_keys.update(item.unknown_keys)
            if item.record is None:
                self._refuse(item, item.refusal)
                continue
            self.outcome.attachments += bool(item.record.attachments)
            mapped = map_record(item.record, vocabularies, keep_unknown_terms=self.keep_unknown_terms)
            digest = hashlib.sha256(digest_of(item.record)).hexdigest()
            if mapped.problems:
                self._refuse(item, " ".join(mapped.problems))
            elif mapped.translation_of and not self._provenance(mapped.translation_of):
                waiting.append((item, mapped, digest))
            else:
                self._take(item, mapped, digest)
        for item, mapped, digest in waiting:
            self._take(item, mapped, digest)
        return self.outcome

    def _take(self, item: Item, mapped: Mapped, digest: str) -> None:
        """Each record in a transaction of its own: what was counted is stored, and what was not is not."""
        try:
            with transaction.atomic():
                self.outcome.counts[self._write(item, mapped, digest)] += 1
        except RefusedError as refusal:
            self._refuse(item, str(refusal))
        except StepRefused as refusal:
            self._refuse(item, " ".join(refusal.reasons))
        except DatabaseError as error:
            self._refuse(item, f"The database refused it: {str(error).splitlines()[0]}")

    def _refuse(self, item: Item, reason: str) -> None:
        self.outcome.counts["refused"] += 1
        self.outcome.refusals.append((item, reason))

    def _write(self, item: Item, mapped: Mapped, digest: str) -> str:
        if (before := self._seen.get(mapped.identifier)) and before[0] != digest:
            raise RefusedError(f"Its id {mapped.identifier!r} stands already at {before[1]}, with other content.")
        self._seen[mapped.identifier] = (digest, item.where)
        provenance = self._provenance(mapped.identifier)
        if provenance is None:
            self._create(mapped, digest)
            return "created"
        if provenance.digest == digest:
            return "unchanged"
        self._update(provenance, mapped, digest)
        return "updated"

    def _provenance(self, identifier: str) -> Provenance | None:
        return Provenance.objects.filter(origin=self.origin, identifier=identifier).first()

    def _create(self, mapped: Mapped, digest: str) -> None:
        release = self._release_of(mapped)
        if Edition.objects.filter(release=release, language=mapped.language).exists():
            raise RefusedError(f"Release {release.number} has a text in {mapped.language!r} already.")
        edition = self._edition(release, mapped, number=1, kind=Edition.Kind.ORIGINAL)
        if not self.as_draft:
            edition.place_on_record(mapped.live_from, remark=self._remark)
        Provenance.objects.create(
            origin=self.origin, identifier=mapped.identifier, release=release, language=mapped.language, digest=digest
        )
        self._keep_addresses(release, mapped)

    def _release_of(self, mapped: Mapped) -> Release:
        if not mapped.translation_of:
            return Release.objects.create()
        original = self._provenance(mapped.translation_of)
        if original is None:
            raise RefusedError(f"It translates {mapped.translation_of!r}, which is nowhere in {self.origin!r}.")
        return original.release

    def _update(self, provenance: Provenance, mapped: Mapped, digest: str) -> None:
        """A record that changed at its origin is the next edition; one that an editor changed here is not overwritten."""
        if provenance.language != mapped.language:
            raise RefusedError(f"It was in {provenance.language!r} when it was first taken in.")
        editions = Edition.objects.filter(release=provenance.release, language=mapped.language)
        latest = editions.order_by("number").last()
        if latest is None or editions.filter(record__by__isnull=False).exists():
            raise RefusedError("It has changed at its origin, and an editor has worked on it here since.")
        if latest.phase(database_time()) is Phase.SCHEDULED:
            raise RefusedError("It has changed at its origin while it is scheduled here.")
        if latest.state == State.DRAFT:
            latest.abandon_import(remark=self._remark)
        edition = self._edition(provenance.release, mapped, number=latest.number + 1, kind=Edition.Kind.UPDATE)
        if not self.as_draft:
            edition.place_on_record(None, remark=self._remark)
        provenance.digest = digest
        provenance.save(update_fields=["digest"])
        self._keep_addresses(provenance.release, mapped)

    def _edition(self, release: Release, mapped: Mapped, **values: object) -> Edition:
        edition = Edition.objects.create(
            release=release,
            language=mapped.language,
            type=mapped.type,
            headline=mapped.headline,
            lead=mapped.lead,
            body=mapped.body,
            date=mapped.date,
            places=mapped.places,
            keywords=mapped.keywords,
            notes=mapped.notes,
            **values,
        )
        for name, links in LINKS.items():
            links._default_manager.bulk_create(
                links(content_object=edition, tag=term, position=position)
                for position, term in enumerate(getattr(mapped, name))
            )
        Contact.objects.bulk_create(
            Contact(
                edition=edition,
                position=position,
                name=contact.name,
                role=contact.role,
                email=contact.email,
                phone=contact.phone,
            )
            for position, contact in enumerate(mapped.contacts)
        )
        edition.record_save(None, created=True, remark=self._remark)
        return edition

    def _keep_addresses(self, release: Release, mapped: Mapped) -> None:
        for path in mapped.legacy_paths:
            address, _ = LegacyAddress.objects.get_or_create(
                path=path, defaults={"release": release, "language": mapped.language}
            )
            if address.release_id != release.pk:
                raise RefusedError(f"The legacy address {path} leads to release {address.release_id} already.")

    @property
    def _remark(self) -> str:
        return f"Imported from {self.origin}."

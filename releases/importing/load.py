"""Writes what the mapping made, each record whole or not at all, and counts every one of them once."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction

from releases.importing.mapping import Mapped, map_record
from releases.importing.records import Item, as_json
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
from releases.models.clock import database_time
from releases.workflow import Phase, State
from taxonomy import snapshot

OUTCOMES = ("created", "updated", "unchanged", "refused")
TEXTS = ("type", "headline", "lead", "body", "date", "places", "keywords")
LINKS: dict[str, type[EditionLink]] = {
    "sources": EditionSource,
    "fields_of_work": EditionFieldOfWork,
    "countries": EditionCountry,
    "meetings": EditionMeeting,
}
CONTACT = ("name", "role", "email", "phone")


class RefusedError(Exception):
    """The record is not taken in; the sentence says why."""


@dataclass
class Outcome:
    """What a run did. Every item that was read is one of created, updated, unchanged and refused."""

    counts: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[Item, str]] = field(default_factory=list)
    unknown_keys: Counter[str] = field(default_factory=Counter)
    with_attachments: int = 0

    def __str__(self) -> str:
        counts = ", ".join(f"{outcome} {self.counts[outcome]}" for outcome in OUTCOMES)
        return f"Read {self.counts.total()}: {counts}."

    def refuse(self, item: Item, reason: str) -> None:
        self.counts["refused"] += 1
        self.refusals.append((item, reason))


@dataclass(frozen=True)
class Ready:
    """A record that the mapping found nothing against."""

    item: Item
    mapped: Mapped
    digest: str


@dataclass
class Run:
    """One import of one origin."""

    origin: str
    as_draft: bool = False
    keep_unknown_terms: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    # Digest and place of each identifier in this run, to tell a repetition from a contradiction.
    _seen: dict[str, tuple[str, str]] = field(default_factory=dict)

    def load(self, items: Iterable[Item]) -> Outcome:
        """Take in all items. A translation that comes before its original waits for it."""
        waiting = [ready for ready in self._ready(items) if not self._taken(ready)]
        # A translation may wait for one that waits itself.
        while still := [ready for ready in waiting if not self._taken(ready)]:
            if len(still) == len(waiting):
                break
            waiting = still
        for ready in still:
            original = ready.mapped.translation_of
            self.outcome.refuse(
                ready.item, f"It translates {original!r}, and no such text was taken in from {self.origin!r}."
            )
        return self.outcome

    def _ready(self, items: Iterable[Item]) -> Iterable[Ready]:
        vocabularies = snapshot.current()
        for item in items:
            self.outcome.unknown_keys.update(item.unknown_keys)
            if item.record is None:
                self.outcome.refuse(item, item.refusal)
                continue
            self.outcome.with_attachments += bool(item.record.attachments)
            mapped = map_record(item.record, vocabularies, keep_unknown_terms=self.keep_unknown_terms)
            if mapped.problems:
                self.outcome.refuse(item, " ".join(mapped.problems))
            else:
                yield Ready(item, mapped, hashlib.sha256(as_json(item.record)).hexdigest())

    def _taken(self, ready: Ready) -> bool:
        """False for a translation whose original is not here yet; anything else is counted.

        Each record has a transaction of its own: what was counted is stored, and what was refused left nothing behind.
        """
        try:
            with transaction.atomic():
                if self._lacks_original(ready.mapped):
                    return False
                what = self._write(ready)
            self.outcome.counts[what] += 1
        except RefusedError as refusal:
            self.outcome.refuse(ready.item, str(refusal))
        except StepRefused as refusal:
            self.outcome.refuse(ready.item, " ".join(refusal.reasons))
        except DatabaseError as error:
            reason = (str(error).splitlines() or ["no reason given"])[0]
            self.outcome.refuse(
                ready.item,
                f"The database refused it ({reason}). If something else was writing there, run the import again.",
            )
        return True

    def _lacks_original(self, mapped: Mapped) -> bool:
        return bool(mapped.translation_of) and not (
            self._provenance(mapped.translation_of) or self._provenance(mapped.identifier)
        )

    def _write(self, ready: Ready) -> str:
        """What came of it: created, updated or unchanged. Raises RefusedError, StepRefused or DatabaseError."""
        mapped, digest = ready.mapped, ready.digest
        first_digest, first_place = self._seen.setdefault(mapped.identifier, (digest, ready.item.where))
        if first_digest != digest:
            raise RefusedError(f"Its id {mapped.identifier!r} stands already at {first_place}, with other content.")
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
        original = self._provenance(mapped.translation_of) if mapped.translation_of else None
        return original.release if original else Release.objects.create()

    def _update(self, provenance: Provenance, mapped: Mapped, digest: str) -> None:
        """A record that changed at its origin is the next edition; one that an editor changed here is not overwritten."""
        release = provenance.release
        Release.objects.select_for_update().get(pk=release.pk)
        if provenance.language != mapped.language:
            raise RefusedError(f"It was in {provenance.language!r} when it was first taken in.")
        original = self._provenance(mapped.translation_of) if mapped.translation_of else None
        if mapped.translation_of and (original is None or original.release_id != release.pk):
            raise RefusedError(f"It translates another text than when it was taken in as release {release.number}.")
        editions = Edition.objects.filter(release=release, language=mapped.language)
        if editions.filter(record__by__isnull=False).exists():
            raise RefusedError("It has changed at its origin, and has been changed here since.")
        latest = editions.order_by("number").last()
        now = database_time()
        if latest is None or self._differs(latest, mapped, now):
            self._next_edition(release, latest, mapped, now)
        self._keep_addresses(release, mapped)
        provenance.digest = digest
        provenance.save(update_fields=["digest"])

    def _differs(self, latest: Edition, mapped: Mapped, now: datetime.datetime) -> bool:
        """Whether readers would see another text or at another time; else it changed in what is kept beside the text."""
        return (
            not _says_the_same(latest, mapped)
            or (latest.phase(now) is Phase.SCHEDULED and latest.live_from != mapped.live_from)
            or (latest.phase(now) is Phase.LIVE and mapped.is_ahead(now))
            or (latest.state == State.DRAFT and not self.as_draft)
        )

    def _next_edition(self, release: Release, latest: Edition | None, mapped: Mapped, now: datetime.datetime) -> None:
        if latest and latest.phase(now) is Phase.SCHEDULED:
            raise RefusedError("It has changed at its origin while it waits for its time here; unschedule it first.")
        on_record = latest is not None and latest.siblings().released().exists()
        if on_record and not self.as_draft and mapped.is_ahead(now):
            raise RefusedError(
                "It has changed at its origin and is to be public only later, but it is public here already."
            )
        if latest and latest.state == State.DRAFT:
            latest.abandon_import(remark=self._remark)
        edition = self._edition(
            release,
            mapped,
            number=latest.number + 1 if latest else 1,
            kind=Edition.Kind.UPDATE if on_record else Edition.Kind.ORIGINAL,
        )
        if not self.as_draft:
            edition.place_on_record(None if on_record else mapped.live_from, remark=self._remark)

    def _edition(self, release: Release, mapped: Mapped, **values: Any) -> Edition:
        texts = {name: getattr(mapped, name) for name in (*TEXTS, "notes")}
        edition = Edition.objects.create(release=release, language=mapped.language, **texts, **values)
        for name, links in LINKS.items():
            links._default_manager.bulk_create(
                links(content_object=edition, tag=term, position=position)
                for position, term in enumerate(getattr(mapped, name))
            )
        Contact.objects.bulk_create(
            Contact(edition=edition, position=position, **{name: getattr(contact, name) for name in CONTACT})
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


def _says_the_same(edition: Edition, mapped: Mapped) -> bool:
    contacts = list(edition.contacts.values_list(*CONTACT))
    return (
        all(getattr(edition, name) == getattr(mapped, name) for name in TEXTS)
        and all(
            list(links._default_manager.filter(content_object=edition).values_list("tag", flat=True))
            == [term.pk for term in getattr(mapped, name)]
            for name, links in LINKS.items()
        )
        and contacts == [tuple(getattr(contact, name) for name in CONTACT) for contact in mapped.contacts]
    )

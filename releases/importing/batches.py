"""Imports one batch in one transaction: looks up what exists, decides on each record, writes the new ones together."""

from dataclasses import dataclass

from releases.importing import next_editions
from releases.importing.decisions import RecordBatch, RecordCandidate, RefusedError, SkippedError, WaitsError, planned
from releases.importing.holdings import Known
from releases.importing.ledger import Ledger
from releases.importing.rows import Creation, Writer
from releases.steps import StepRefused

DUPLICATES = ("keep", "skip", "refuse")
TEXT_KEY = "text_key"


@dataclass(frozen=True, slots=True)
class Verdict:
    """created, updated, refused, skipped, or waiting for a record still to come; with a sentence that says why."""

    outcome: str
    sentence: str = ""


@dataclass(frozen=True)
class Taker:
    writer: Writer
    ledger: Ledger
    on_conflict: str
    duplicates: str
    dry_run: bool

    def take(self, candidates: list[RecordCandidate]) -> list[Verdict]:
        """Call inside a transaction. Raises DatabaseError if the database refuses the batch."""
        mapped = [candidate.mapped for candidate in candidates]
        known = Known(self.writer.origin, self.ledger if self.dry_run else None)
        known.look_up(mapped)
        batch = RecordBatch(known)
        of_run = self.ledger.planned(TEXT_KEY, {text.text.text_key for text in mapped})
        verdicts = [self._decided(candidate, batch, of_run) for candidate in candidates]
        self.ledger.plan(TEXT_KEY, [(c.mapped.text.text_key, c.item.where) for c in batch.creations])
        if self.dry_run:
            self._plan(batch.creations)
        else:
            self.writer.write(batch.creations)
        # A changed text may have become a translation of one that was just imported.
        return [
            self._changed(candidate) if verdict.outcome == "updated" else verdict
            for candidate, verdict in zip(candidates, verdicts, strict=True)
        ]

    def _decided(self, candidate: RecordCandidate, batch: RecordBatch, of_run: dict[str, str]) -> Verdict:
        candidate.mapped.findings = [f for f in candidate.mapped.findings if f[0] not in ("duplicate", "conflict")]
        try:
            origin = batch.known.provenances.get(candidate.mapped.identifier)
            if origin and origin.digest == candidate.digest:  # another import was faster
                return Verdict("unchanged")
            if origin:
                batch.check_change(candidate.mapped)
                return Verdict("updated")
            creation = batch.creation(candidate)
            self._check_duplicate(candidate, batch, of_run)
        except RefusedError as refusal:
            return Verdict("refused", str(refusal))
        except SkippedError as reason:
            return Verdict("skipped", str(reason))
        except WaitsError as reason:
            return Verdict("waiting", str(reason))
        batch.add(creation)
        of_run.setdefault(str(candidate.mapped.text.text_key), candidate.item.where)
        return Verdict("created")

    def _check_duplicate(self, candidate: RecordCandidate, batch: RecordBatch, of_run: dict[str, str]) -> None:
        """Look for the same words under another identifier, in this source or in the newsroom."""
        key = candidate.mapped.text.text_key
        place = of_run.get(str(key), "")
        if place and place != candidate.item.where:
            sentence = f"Its text is the same as that of {place}."
        elif not place and key in batch.known.text_keys:
            sentence = f"Its text is the same as that of release {batch.known.text_keys[key]} here."
        else:
            return
        if self.duplicates == "refuse":
            raise RefusedError(sentence)
        if self.duplicates == "skip":
            raise SkippedError(sentence)
        candidate.mapped.find("duplicate", sentence)

    def _changed(self, candidate: RecordCandidate) -> Verdict:
        try:
            next_editions.take_over(
                candidate.mapped, candidate.digest, self.writer, self.on_conflict, dry_run=self.dry_run
            )
        except RefusedError as refusal:
            return Verdict("refused", str(refusal))
        except SkippedError as reason:
            return Verdict("skipped", str(reason))
        except StepRefused as refusal:
            return Verdict("refused", " ".join(refusal.reasons))
        return Verdict("updated")

    def _plan(self, creations: list[Creation]) -> None:
        """In a dry run, give each new release a number that no real one can have."""
        for creation in creations:
            creation.place.number = creation.place.number or -(id(creation.place))
        for kind, rows in planned(creations).items():
            self.ledger.plan(kind, rows)

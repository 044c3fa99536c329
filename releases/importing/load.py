"""Loads records batch by batch, and counts every item exactly once.

A batch is one transaction: what was counted is stored, and what was refused left nothing behind. If the database
refuses a batch, its records are retried one by one, so that one bad record costs only itself.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction

from releases.importing import bulk_insert, remembered
from releases.importing.attachments import attach
from releases.importing.batches import Taker, Verdict
from releases.importing.beside import Beside
from releases.importing.decisions import RecordCandidate
from releases.importing.holdings import Known, Origin
from releases.importing.journal import Journal
from releases.importing.ledger import Ledger
from releases.importing.mapped import MappedRecord
from releases.importing.mapping import map_record, report_cleaning
from releases.importing.outcome import ImportOutcome
from releases.importing.records import SourceItem, as_json
from releases.importing.rows import Writer, filled
from releases.importing.samples import Samples
from releases.importing.terms import Resolver
from releases.importing.texts import Cleaning
from releases.models import ImportRun
from releases.search import index
from releases.search.remembered import RememberedWords
from taxonomy import snapshot

BATCH, BATCH_BYTES = 1_500, 16_000_000
TRIES = 3  # for a batch that collided with another writer


@dataclass
class LoadRun:
    """One import from one origin. With `after`, that many items were settled by the interrupted run that this one resumes."""

    origin: str
    as_draft: bool = False
    keep_unknown_terms: bool = False
    on_conflict: str = "refuse"
    duplicates: str = "keep"
    dry_run: bool = False
    beside: Beside = field(default_factory=Beside)  # where the files are that records name
    terms: dict[str, str] = field(default_factory=dict)  # what the source calls otherwise, by its name
    batch: int = BATCH
    after: int = 0
    journal: Journal = field(default_factory=Journal)
    ledger: Ledger = field(default_factory=Ledger)
    samples: Samples = field(default_factory=Samples)  # of a dry run
    outcome: ImportOutcome = field(default_factory=ImportOutcome)
    progress: Callable[[ImportOutcome], None] = lambda _: None
    _position: int = 0
    _still_waiting: set[int] = field(default_factory=set)
    _takes_orphans: bool = False
    _words: RememberedWords = field(default_factory=RememberedWords)
    _at_the_end: bool = False

    def __post_init__(self) -> None:
        self._resolver = Resolver(snapshot.current(), remembered.names_of(self.origin) | self.terms)

    def continue_from(self, run: ImportRun) -> None:
        """Take over position and counts of an interrupted import."""
        self.after, self.outcome = run.position, ImportOutcome.from_json(run.counts)

    def load(self, items: Iterable[SourceItem]) -> ImportOutcome:
        """Load all items. A text that depends on a later one waits for it, on disk."""
        with bulk_insert.seldom_collecting():
            for batch in _batches(items, self.batch):
                numbered = list(enumerate(batch, start=self._position + 1))
                self._position += len(batch)
                if fresh := [(position, item) for position, item in numbered if position > self.after]:
                    self._write(self._candidates(fresh), self._position)
                self.progress(self.outcome)
            self._take_waiting()
        if self.journal.row:  # something has been written
            index.tidy()
            bulk_insert.analyse(*filled())
        self.journal.finish(self.outcome)
        return self.outcome

    # Items that need no writing

    def _candidates(self, fresh: list[tuple[int, SourceItem]]) -> list[RecordCandidate]:
        """The records left once unreadable, unchanged and unacceptable ones are counted."""
        said = {
            position: (item.record.id.strip(), hashlib.sha256(as_json(item.record)).hexdigest())
            for position, item in fresh
            if item.record is not None
        }
        identifiers = {identifier for identifier, _ in said.values()}
        seen, known = self.ledger.seen(identifiers), self._known(identifiers)
        met, candidates = [], []
        for position, item in fresh:
            self.outcome.unknown_keys.update(item.unknown_keys)
            if position not in said:
                self._settle(position, item, item.identifier, Verdict("skipped", item.skipped) if item.skipped else Verdict("refused", item.refusal))  # fmt: skip
                continue
            identifier, digest = said[position]
            verdict = _by_digest(identifier, digest, seen, known)
            candidate = None if verdict else self._mapped(position, item, digest)
            if verdict:
                self._settle(position, item, identifier, verdict)
            elif candidate:
                candidates.append(candidate)
            if (verdict or candidate) and identifier not in seen:
                seen[identifier] = digest, item.where
                met.append((identifier, digest, item.where, position))
        self.ledger.see(met)
        return candidates

    def _known(self, identifiers: Iterable[str]) -> dict[str, Origin]:
        return Known(self.origin, self.ledger if self.dry_run else None).identifiers(identifiers)

    def _mapped(self, position: int, item: SourceItem, digest: str) -> RecordCandidate | None:
        mapped = map_record(item.record, self._resolver, keep_unknown_terms=self.keep_unknown_terms)  # type: ignore[arg-type]
        for guess in item.guesses:
            mapped.find("guessed", guess)
        if item.hidden:
            report_cleaning(Cleaning(hidden=item.hidden), mapped)
        missing = attach(mapped, self.beside, keep=not self.dry_run)
        # Once they are given, the record counts as changed.
        digest = hashlib.sha256(f"{digest}{missing}".encode()).hexdigest() if missing else digest
        if mapped.problems:
            self.outcome.note(mapped)
            self._settle(position, item, mapped.identifier, Verdict("refused", "\n".join(mapped.problems)))
            return None
        return RecordCandidate(item, position, mapped, digest)

    # Items that do

    def _write(self, candidates: list[RecordCandidate], position: int | None) -> None:
        """Write all of them and the journal in one transaction; if that fails, one by one, and the journal is updated
        with the next batch.
        """
        if not candidates:
            return
        try:
            self._tried(candidates, position)
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError as error:
            if len(candidates) == 1:
                reason = (str(error).splitlines() or ["no reason given"])[0]
                self._count(candidates[0], Verdict("refused", f"The database refused it ({reason})."))
            else:
                for candidate in candidates:
                    self._write([candidate], None)

    def _tried(self, candidates: list[RecordCandidate], position: int | None) -> None:
        """Count the candidates only if they are stored. Retries after a deadlock or a lock timeout."""
        before, row = self.outcome.copy(), self.journal.row
        for attempt in range(1, TRIES + 1):
            try:
                with transaction.atomic():
                    self._taken(candidates, position)
            except DatabaseError as error:
                self.outcome, self.journal.row = before.copy(), row
                self.ledger.untell(candidate.position for candidate in candidates)
                # Records that another import stored in the meantime are found on the next try.
                again = isinstance(error, OperationalError) or (isinstance(error, IntegrityError) and attempt == 1)
                if attempt == TRIES or not again or connection.in_atomic_block or not connection.is_usable():
                    raise
            else:
                return

    def _taken(self, candidates: list[RecordCandidate], position: int | None) -> None:
        if not self.dry_run:
            self.journal.begin(self.origin)
        writer = Writer(self.origin, self.as_draft, self.journal.run, self._words)
        taker = Taker(writer, self.ledger, self.on_conflict, self.duplicates, self.dry_run)
        for candidate, verdict in zip(candidates, taker.take(candidates), strict=True):
            self._count(candidate, verdict)
        if position is not None and not self.dry_run:
            self.ledger.keep()
            self.journal.settle(position, self.outcome)

    def _count(self, candidate: RecordCandidate, verdict: Verdict) -> None:
        if verdict.outcome == "waiting":
            if not self._at_the_end:
                self._still_waiting.add(candidate.position)
                self.ledger.wait(candidate.position, candidate.item)
                return
            verdict = Verdict("refused", verdict.sentence)
        self.outcome.note(candidate.mapped)
        if self.dry_run and verdict.outcome in ("created", "updated"):
            self.samples.add(candidate.mapped)
        for kind, sentence in candidate.mapped.findings:
            self.ledger.tell(candidate.position, candidate.item, candidate.mapped.identifier, kind, sentence)
        for unknown in candidate.mapped.unknown:
            self.ledger.tell(
                candidate.position, candidate.item, candidate.mapped.identifier, "unknown term", str(unknown)
            )
        self._settle(candidate.position, candidate.item, candidate.mapped.identifier, verdict)

    def _settle(self, position: int, item: SourceItem, identifier: str, verdict: Verdict) -> None:
        self.outcome.count(item.counted_under, verdict.outcome)
        if verdict.sentence:
            self.ledger.tell(position, item, identifier, verdict.outcome, verdict.sentence)

    # Items that wait for a later one

    def _take_waiting(self) -> None:
        """Repeat while anything can be resolved, since a translation may wait for another that waits; then take those whose
        original was refused, and refuse the rest.
        """
        for self._takes_orphans in (False, True):
            while sum([self._without_waiting(rows) for rows in self.ledger.waiting(self.batch)]):
                self.progress(self.outcome)
        self._at_the_end = True
        for rows in self.ledger.waiting(self.batch):
            self._without_waiting(rows)

    def _without_waiting(self, rows: list[tuple[int, SourceItem]]) -> int:
        """How many of them no longer need to wait."""
        self._still_waiting.clear()
        candidates = []
        known = self._known(item.record.id.strip() for _, item in rows if item.record)
        for position, item in rows:
            digest = hashlib.sha256(as_json(item.record)).hexdigest()  # type: ignore[arg-type]
            origin = known.get(item.record.id.strip())  # type: ignore[union-attr]
            # If this run stored it before, it was counted then, and interrupted before it could be removed here.
            stored = origin and origin.digest == digest and origin.run == self.journal.run
            if not stored and (candidate := self._mapped(position, item, digest)):
                candidates.append(candidate)
        if self._takes_orphans:
            self._mark_orphans([candidate.mapped for candidate in candidates])
        self._write(candidates, self._position)
        settled = [position for position, _ in rows if position not in self._still_waiting]
        self.ledger.waits_no_more(settled)
        return len(settled)

    def _mark_orphans(self, waiting: list[MappedRecord]) -> None:
        refused = self.ledger.not_taken({mapped.translation_of for mapped in waiting})
        for mapped in waiting:
            if mapped.translation_of in refused:
                mapped.is_orphan = True
                mapped.note(
                    f"It translates {mapped.translation_of!r}, which was not imported; once it is, it joins this release."
                )


def _by_digest(
    identifier: str, digest: str, seen: dict[str, tuple[str, str]], known: dict[str, Origin]
) -> Verdict | None:
    """The verdict on a record seen before, in this run or an earlier one; None if it is new or changed."""
    if first := seen.get(identifier):
        if first[0] != digest:
            return Verdict("refused", f"Its id {identifier!r} was already used at {first[1]}, with different content.")
        return Verdict("unchanged")
    if identifier in known and known[identifier].digest == digest:
        return Verdict("unchanged")
    return None


def _batches(items: Iterable[SourceItem], most: int) -> Iterator[list[SourceItem]]:
    """Bounded in number and in bytes, and so in memory."""
    batch: list[SourceItem] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.line)
        if len(batch) >= most or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch

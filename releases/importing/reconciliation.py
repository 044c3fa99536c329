"""Compares a source with the newsroom field by field: whether everything was imported, and whether it still says the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from releases.importing import remembered
from releases.importing.attachments import attach
from releases.importing.beside import Beside
from releases.importing.mapped import MappedRecord, MappedText
from releases.importing.mapping import map_record
from releases.importing.records import SourceItem
from releases.importing.terms import Resolver
from releases.models import Edition, Provenance
from releases.models.carried import CARRIED, FILES, Carried, CarriedTerms
from releases.reading.editions import Reading, parts_of
from releases.states import State
from taxonomy import snapshot
from taxonomy.snapshot import Vocabularies

BATCH = 200
WORDS = ("type", "headline", "lead", "body", "date", "places", "keywords", "kind", "change_note")


@dataclass(frozen=True)
class Difference:
    """`name` is the field, or empty for a text that exists on one side only."""

    where: str
    identifier: str
    name: str
    source: object = ""
    here: object = ""

    def __str__(self) -> str:
        if not self.name:
            return f"{self.where}: {self.identifier}: {self.source or self.here}"
        return f"{self.where}: {self.identifier}: {self.name}: the source says {_short(self.source)}, the newsroom says {_short(self.here)}."


@dataclass
class Reconciliation:
    """One source against one origin. `differences` is lazy; once it is exhausted, `counts` holds the totals."""

    origin: str
    beside: Beside = field(default_factory=Beside)
    terms: dict[str, str] = field(default_factory=dict)  # as for the import
    counts: Counter[str] = field(default_factory=Counter)
    _met: set[int] = field(default_factory=set)
    _vocabularies: Vocabularies = field(default_factory=snapshot.current)

    def __str__(self) -> str:
        names = ("identical", "different", "missing here", "unreadable", "skipped", "only here")
        return f"Compared {self.counts.total()}: {', '.join(f'{self.counts[name]} {name}' for name in names)}."

    @property
    def agrees(self) -> bool:
        return set(+self.counts) <= {"identical", "skipped"}

    def differences(self, items: Iterable[SourceItem]) -> Iterator[Difference]:
        resolver = Resolver(self._vocabularies, remembered.names_of(self.origin) | self.terms)
        remaining = iter(items)
        while batch := list(islice(remaining, BATCH)):
            mapped = []
            for item in batch:
                if item.record is None:
                    self.counts["skipped" if item.skipped else "unreadable"] += 1
                    if not item.skipped:
                        yield Difference(item.where, "", "", item.refusal)
                    continue
                text = map_record(item.record, resolver, keep_unknown_terms=True)
                attach(text, self.beside, keep=False)
                mapped.append((item.where, text))
            yield from self._batch(mapped)
        yield from self._only_here()

    def _batch(self, mapped: list[tuple[str, MappedRecord]]) -> Iterator[Difference]:
        """Three queries."""
        identifiers = [text.identifier for _, text in mapped]
        rows = Provenance.objects.filter(origin=self.origin, identifier__in=identifiers)
        known = {row.identifier: row for row in rows}
        editions = _editions(known.values())
        parts = parts_of([edition for texts in editions.values() for edition in texts])
        for where, text in mapped:
            row = known.get(text.identifier)
            if row is None:
                self.counts["missing here"] += 1
                yield Difference(where, text.identifier, "", "It is missing here.")
                continue
            self._met.add(row.pk)
            here = [
                Reading(edition, self._vocabularies, parts.get(edition.pk))
                for edition in editions[row.release_id, row.language]
            ]
            found = list(self._compared(where, text, here))
            self.counts["different" if found else "identical"] += 1
            yield from found

    def _compared(self, where: str, mapped: MappedRecord, here: list[Reading]) -> Iterator[Difference]:
        """Compare the latest editions, and each earlier one in the source with the edition of the same number."""
        if not here:
            yield Difference(where, mapped.identifier, "", "Its text was discarded here.")
            return
        by_number = {reading.edition.number: reading for reading in here}
        pairs = [(earlier, by_number.get(earlier.number)) for earlier in mapped.earlier]
        for text, reading in (*pairs, (mapped.text, here[-1])):
            if reading is None:
                yield Difference(where, mapped.identifier, "edition", text.number, "nothing")
                continue
            for name, source, ours in self._fields(text, reading):
                if source != ours:
                    yield Difference(where, mapped.identifier, name, source, ours)

    def _fields(self, text: MappedText, reading: Reading) -> Iterator[tuple[str, object, object]]:
        edition = reading.edition
        removed = edition.removed
        for name in WORDS:
            if not removed or name in ("kind", "change_note"):
                yield name, getattr(text, name), getattr(edition, name)
        for part in CARRIED.values():
            given = text.carried[part.name]
            if isinstance(part, CarriedTerms):
                yield part.name, [term.name for term in given], [term.name for term in reading.terms(part)]
            elif part is FILES:
                if self.beside:
                    yield part.name, [file["digest"] for file in given], [file.digest for file in reading.files]
            else:
                yield part.name, _told(given, part), _told(reading.rows(part), part)
        if edition.number == text.number and edition.state == State.RELEASED:
            yield "live_from", text.live_from, edition.live_from

    def _only_here(self) -> Iterator[Difference]:
        rows = Provenance.objects.filter(origin=self.origin).order_by("pk")
        for row in rows.iterator(chunk_size=2000):
            if row.pk not in self._met:
                self.counts["only here"] += 1
                yield Difference(
                    "here",
                    row.identifier,
                    "",
                    "",
                    f"It is release {row.release_id} in {row.language!r}, which is not in the source.",
                )


def _editions(rows: Iterable[Provenance]) -> dict[tuple[int, str], list[Edition]]:
    """All but discarded ones, oldest first."""
    found: dict[tuple[int, str], list[Edition]] = defaultdict(list)
    texts = Edition.objects.filter(release__in={row.release_id for row in rows}).exclude(state=State.DISCARDED)
    for edition in texts.order_by("number"):
        found[edition.release_id, edition.language].append(edition)
    return found


def _told(rows: Iterable[Mapping[str, object]], part: Carried) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in part.written) for row in rows]


def _short(value: object) -> str:
    text = str(value)
    return f"“{text[:80]}…”" if len(text) > 80 else f"“{text}”"

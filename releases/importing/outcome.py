"""What a run did, in counts that add up: every item read is created, updated, unchanged, refused or skipped."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from releases.importing.mapped import MappedRecord

OUTCOMES = ("created", "updated", "unchanged", "refused", "skipped")
MOST_TERMS = 2_000  # unknown terms, each with its count; the rest appear only in the sentences of the report


@dataclass
class ImportOutcome:
    files: dict[str, Counter[str]] = field(default_factory=dict)
    # The number of sentences by kind: cleaned, guessed, dateline, duplicate, conflict, attachment.
    findings: Counter[str] = field(default_factory=Counter)
    unknown_keys: Counter[str] = field(default_factory=Counter)
    unknown_terms: Counter[str] = field(default_factory=Counter)
    nearest: dict[str, str] = field(default_factory=dict)
    vocabularies: dict[str, str] = field(default_factory=dict)  # of these terms
    hidden: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        counts = self.counts
        told = [outcome for outcome in OUTCOMES if outcome != "skipped" or counts["skipped"]]
        return f"Read {counts.total()}: {', '.join(f'{counts[outcome]} {outcome}' for outcome in told)}."

    @property
    def counts(self) -> Counter[str]:
        return sum(self.files.values(), Counter())

    @property
    def refused(self) -> int:
        return self.counts["refused"]

    def count(self, file: str, outcome: str) -> None:
        self.files.setdefault(file, Counter())[outcome] += 1

    def note(self, mapped: MappedRecord) -> None:
        """Add what the mapping found in a record to the counts."""
        self.hidden += mapped.cleaning.hidden
        self.tags += mapped.cleaning.tags
        self.attributes += mapped.cleaning.attributes
        self.findings.update(kind for kind, _ in mapped.findings)
        for unknown in mapped.unknown:
            name = f"{unknown.kind}: {unknown.name}"
            if name in self.unknown_terms or len(self.unknown_terms) < MOST_TERMS:
                self.unknown_terms[name] += 1
                self.nearest[name] = unknown.nearest
                self.vocabularies[name] = unknown.vocabulary

    def copy(self) -> "ImportOutcome":
        copied = replace(self, **{name: value.copy() for name, value in vars(self).items()})
        copied.files = {file: counts.copy() for file, counts in self.files.items()}
        return copied

    def as_json(self) -> dict[str, object]:
        """For the journal, from which a resumed run restores its counts."""
        return {name: value if name == "files" else dict(value) for name, value in vars(self).items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ImportOutcome":
        outcome = cls()
        for name, value in kept.items():
            if name == "files":
                outcome.files = {file: Counter(counts) for file, counts in value.items()}
            else:
                getattr(outcome, name).update(value)
        return outcome

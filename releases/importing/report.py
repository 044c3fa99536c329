"""Output for the person running an import: progress, a table at the end, and files for repairing records."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import msgspec
from django.core.management.base import OutputWrapper
from django.template.loader import render_to_string

from releases.importing import reasons
from releases.importing.ledger import Ledger, Told
from releases.importing.outcome import OUTCOMES, ImportOutcome

SECONDS_BETWEEN_LINES = 10
MOST_FILES_IN_TABLE = 40
MOST_IN_REPORT = 100_000  # sentences; a longer report could not be opened

Sentence = dict[str, str | int | None]


def expected(paths: list[Path]) -> int | None:
    """The number of items to come, where it can be counted quickly, as in JSON Lines."""
    counts = [_lines(path) for path in paths]
    return None if None in counts else sum(count or 0 for count in counts)


def _lines(path: Path) -> int | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            if file.read(1) != b"{":
                return None
            lines = 1
            while chunk := file.read(1 << 20):
                lines += chunk.count(b"\n")
            return lines
    except OSError:
        return None


@contextmanager
def progress(out: OutputWrapper, total: int | None) -> Iterator[Callable[[ImportOutcome], None]]:
    """A bar with rate and remaining time on a terminal, occasional lines elsewhere. Returns a callback that takes the outcome."""
    if out.isatty():
        # Nor do these belong into a process that only serves readers.
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(file=cast("IO[str]", out._out))) as bar:
            task = bar.add_task("Importing", total=total)
            began = time.monotonic()

            def move(outcome: ImportOutcome) -> None:
                read = outcome.counts.total()
                rate = read / max(time.monotonic() - began, 0.001)
                bar.update(task, completed=read, description=f"Importing, {rate:,.0f} per second")

            yield move
        return
    yield _Lines(out, total)


class _Lines:
    def __init__(self, out: OutputWrapper, total: int | None) -> None:
        self._out, self._total = out, total
        self._began = self._last = time.monotonic()

    def __call__(self, outcome: ImportOutcome) -> None:
        now = time.monotonic()
        if now - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = now
        read = outcome.counts.total()
        of = f" of {self._total:,}" if self._total else ""
        rate = read / (now - self._began)
        left = f", {(self._total - read) / rate:,.0f} seconds left" if self._total and rate else ""
        self._out.write(f"Read {read:,}{of}, {rate:,.0f} per second{left}.")


def table(outcome: ImportOutcome) -> Iterator[str]:
    """One row per file, in which “read” is the sum of the others, and a last row of totals. Nothing for a single file."""
    if len(outcome.files) < 2:
        return
    rows = [
        (file, counts.total(), *(counts[name] for name in OUTCOMES)) for file, counts in sorted(outcome.files.items())
    ]
    if hidden := rows[MOST_FILES_IN_TABLE:]:
        rows = [*rows[:MOST_FILES_IN_TABLE], (f"{len(hidden)} more files", *map(sum, zip(*(row[1:] for row in hidden), strict=True)))]  # fmt: skip
    rows.append(("all", outcome.counts.total(), *(outcome.counts[name] for name in OUTCOMES)))
    width = max(len(str(row[0])) for row in rows)
    yield " ".join(["file".ljust(width), *(name.rjust(9) for name in ("read", *OUTCOMES))])
    for file, *counts in rows:
        yield " ".join([str(file).ljust(width), *(f"{count:>9,}" for count in counts)])


def write_rejects(path: Path, ledger: Ledger) -> None:
    """The refused records verbatim, one per line, to be repaired and imported again."""
    with path.open("wb") as file:
        for refused in ledger.told("refused"):
            if refused.line:
                file.write(refused.line + b"\n")


def report(
    outcome: ImportOutcome, ledger: Ledger, asked: Mapping[str, object], most: int = MOST_IN_REPORT
) -> dict[str, object]:
    """The full report, as data for a program or a page; at most so many sentences per kind."""
    return {
        **asked,
        "read": outcome.counts.total(),
        **{name: outcome.counts[name] for name in OUTCOMES},
        "files": {
            file: {"read": counts.total(), **{name: counts[name] for name in OUTCOMES}}
            for file, counts in sorted(outcome.files.items())
        },
        "reasons": [msgspec.to_builtins(reason) for reason in reasons.grouped(ledger.told("refused"))],
        "refusals": _sentences(ledger, most, "refused"),
        "skipped_items": _sentences(ledger, most, "skipped"),
        "findings": _sentences(ledger, most, *sorted(outcome.findings | {"unknown term": 1})),
        "hidden": dict(outcome.hidden.most_common()),
        "cleaned": {"tags": dict(outcome.tags.most_common()), "attributes": dict(outcome.attributes.most_common())},
        "unknown_terms": [
            {
                "name": name,
                "records": count,
                "nearest": outcome.nearest.get(name, ""),
                "vocabulary": outcome.vocabularies.get(name, ""),
            }
            for name, count in outcome.unknown_terms.most_common()
        ],
        "unknown_keys": dict(sorted(outcome.unknown_keys.items())),
    }


def _sentences(ledger: Ledger, most: int, *kinds: str) -> list[Sentence]:
    told = ledger.told(*kinds)
    return [_sentence(one) for one, _ in zip(told, range(most), strict=False)]


def _sentence(told: Told) -> Sentence:
    return {"file": told.file, "line": told.number, "id": told.identifier, "kind": told.kind, "reason": told.sentence}


def write_report(path: Path, content: Mapping[str, object]) -> None:
    """As a page if the file name ends in .html, else as JSON."""
    if path.suffix.lower() in (".html", ".htm"):
        path.write_text(render_to_string("import_report.html", {"report": content}), encoding="utf-8")
    else:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")

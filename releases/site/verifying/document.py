"""The letters of what somebody brought as one run, in which a text is looked for wherever its lines were broken."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from releases.language.letters import SOFT_HYPHEN, letters

HYPHENS = "-‐"
Span = tuple[int, int]


@dataclass(frozen=True)
class Document:
    """A hyphen at the end of a line may be of the word or of the line; it stands as a soft hyphen in the run."""

    lines: list[str]

    @cached_property
    def runs(self) -> list[str]:
        return [run_of(line) for line in self.lines]

    @cached_property
    def run(self) -> str:
        return "".join(self.runs)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins in the run."""
        starts, at = [], 0
        for run in self.runs:
            starts.append(at)
            at += len(run)
        return starts

    @cached_property
    def _places(self) -> list[int]:
        """Of every letter that is no hyphen."""
        return [at for at, letter in enumerate(self.run) if letter not in (SOFT_HYPHEN, "-")]

    @cached_property
    def _bare(self) -> str:
        return without_hyphens(self.run)

    def find(self, wanted: str) -> Iterator[Span]:
        """Where these letters stand, one after another."""
        if not wanted:
            return
        if SOFT_HYPHEN not in self.run:
            yield from occurrences(self.run, wanted)
            return
        for start, end in occurrences(self._bare, without_hyphens(wanted)):
            span = self._places[start], self._places[end - 1] + 1
            if agree(self.run[slice(*span)], wanted.strip("-")):
                yield span

    def has(self, wanted: str) -> bool:
        return next(self.find(wanted), None) is not None

    def rest(self, spans: list[Span]) -> Iterator[str]:
        """The lines that are in none of the spans, each whole."""
        inside = bytearray(len(self.run))
        for start, end in spans:
            inside[start:end] = b"\x01" * (end - start)
        for line, run, start in zip(self.lines, self.runs, self.starts, strict=True):
            if run and not all(inside[start : start + len(run)]):
                yield line


def run_of(line: str) -> str:
    run = letters(line)
    broken = len(run) > 1 and line[-1:] in HYPHENS and run[-1:] in HYPHENS
    return run[:-1] + SOFT_HYPHEN if broken else run


def without_hyphens(run: str) -> str:
    return run.replace(SOFT_HYPHEN, "").replace("-", "")


def occurrences(run: str, wanted: str) -> Iterator[Span]:
    start = run.find(wanted) if wanted else -1
    while start >= 0:
        yield start, start + len(wanted)
        start = run.find(wanted, start + len(wanted))


def agree(written: str, wanted: str) -> bool:
    """Whether they differ in hyphens at ends of lines only."""
    at = 0
    for letter in written:
        if letter == wanted[at : at + 1]:
            at += 1
        elif letter == SOFT_HYPHEN:
            at += wanted[at : at + 1] == "-"
        else:
            return False
    return at == len(wanted)

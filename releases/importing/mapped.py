"""The result of mapping a source record: the editions of one text, and remarks on them. Makes no queries."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from releases.importing.records import SourceFile
from releases.importing.terms import Unknown
from releases.importing.texts import Cleaning
from releases.models import Edition
from releases.models.carried import CARRIED


@dataclass(slots=True)
class MappedText:
    """One edition to be written, with the rows that belong to it."""

    number: int = 1
    kind: str = Edition.Kind.ORIGINAL
    type: str = Edition.Type.PRESS_RELEASE
    headline: str = ""
    lead: str = ""
    body: str = ""
    date: datetime.date = datetime.date.min
    live_from: datetime.datetime | None = None
    live_until: datetime.datetime | None = None
    places: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    change_note: str = ""
    replaced_by: int | None = None  # its number at the origin
    replacement: int | None = None  # and here, once known
    attachments: list[SourceFile] = field(default_factory=list)
    # By name in the registry: terms, or the given columns of a row.
    carried: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in CARRIED})
    text_key: int = 0

    def is_ahead(self, now: datetime.datetime) -> bool:
        return self.live_from is not None and self.live_from > now


@dataclass(slots=True)
class MappedRecord:
    """The editions of one text, the last of them in `text`; or the reasons for a refusal."""

    identifier: str
    language: str
    text: MappedText = field(default_factory=MappedText)
    earlier: list[MappedText] = field(default_factory=list)
    notes: str = ""
    release: int | None = None
    translation_of: str = ""
    is_orphan: bool = False  # a translation that comes although its original was refused
    base: str = ""  # the address against which the links of the text are read
    legacy_paths: list[str] = field(default_factory=list)
    # The former site of each of these paths, if known.
    hosts: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    cleaning: Cleaning = field(default_factory=Cleaning)

    @property
    def texts(self) -> list[MappedText]:
        return [*self.earlier, self.text]

    def note(self, sentence: str) -> None:
        """Keep what could not be taken over in the notes for editors, and report it."""
        self.notes = f"{self.notes}\n{sentence}".lstrip("\n")
        self.find("noted", sentence)

    def find(self, kind: str, sentence: str) -> None:
        """Note something to report about a record that is nevertheless accepted."""
        self.findings.append((kind, sentence))

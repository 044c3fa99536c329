"""What every reader yields: a typed record, or the reason why there is none."""

from dataclasses import dataclass, field
from typing import Any

import msgspec


class SourceContact(msgspec.Struct, kw_only=True):
    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


class SourceRelease(msgspec.Struct, kw_only=True):
    """One text in one language, as it stands at its origin; the keys are those of our JSON Lines (docs/importing.md)."""

    id: str
    language: str
    title: str
    date: str
    body: str
    type: str = "press-release"
    lead: str = ""
    place: str | list[str] = []
    source: str | list[str] = []
    fields_of_work: list[str] = []
    countries: list[str] = []
    structures: list[str] = []
    meetings: list[str] = []
    keywords: list[str] = []
    translation_of: str = ""
    contacts: list[SourceContact] = []
    url: str = ""
    node: int | str = ""
    live_from: str = ""
    embargo_until: str = ""
    attachments: list[Any] = []


KNOWN_KEYS = frozenset(SourceRelease.__struct_fields__)


@dataclass
class Item:
    """One thing that a reader found: where, and the record or the reason against it.

    `line` is what stands for it among the refused ones, so that it can be mended there and imported again: the line of
    the file, or the record that a page gave. It is empty where there is none, such as for a file that is no text.
    """

    file: str
    number: int | None = None
    line: bytes = b""
    record: SourceRelease | None = None
    refusal: str = ""
    unknown_keys: set[str] = field(default_factory=set)

    @property
    def where(self) -> str:
        return self.file if self.number is None else f"{self.file}:{self.number}"


def as_json(record: SourceRelease) -> bytes:
    """The record on one line, the same for the same content, whatever the order of keys at its origin."""
    return msgspec.json.encode(record, order="deterministic")

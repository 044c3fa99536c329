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
    """One thing that a reader found: where, its bytes as they stood there, and the record or the reason against it."""

    where: str
    raw: bytes
    record: SourceRelease | None = None
    refusal: str = ""
    unknown_keys: set[str] = field(default_factory=set)


def digest_of(record: SourceRelease) -> bytes:
    """The record in a form that is the same for the same content, whatever the order of keys at its origin."""
    return msgspec.json.encode(record, order="deterministic")

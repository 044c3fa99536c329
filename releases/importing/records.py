"""The output of every reader: a typed record, or the reason why there is none."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from releases.models.carried import CARRIED


class SourceContact(msgspec.Struct, kw_only=True, omit_defaults=True):
    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


class SourceFile(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An attachment: its path below the folder of files, and what readers are told about it."""

    path: str
    name: str = ""
    title: str = ""
    alternative_text: str = ""
    credit: str = ""
    decoration: bool = False
    lead: bool = False
    digest: str = ""


class SourceText(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The content of one edition; empty for a removed one."""

    title: str = ""
    date: str = ""
    body: str = ""
    type: str = "press-release"
    lead: str = ""
    place: str | list[str] = []
    source: str | list[str] = []
    fields_of_work: list[str] = []
    countries: list[str] = []
    structures: list[str] = []
    meetings: list[str] = []
    keywords: list[str] = []
    categories: list[str] = []  # terms of any vocabulary, or else keywords
    contacts: list[SourceContact] = []
    attachments: list[str | SourceFile] = []
    edition: int = 1
    kind: str = "original"
    change_note: str = ""
    replaced_by: int | None = None
    live_from: str = ""
    live_until: str = ""
    # Rows of registered parts without a key of their own above, by name.
    carried: dict[str, list[dict[str, Any]]] = {}


class SourceRelease(SourceText, kw_only=True, omit_defaults=True):
    """One text in one language as it stands at its origin; the keys are those of our JSON Lines (docs/importing.md)."""

    id: str
    language: str
    translation_of: str = ""
    url: str = ""
    base: str = ""  # against which relative links are read, if not the url
    node: int | str = ""
    embargo_until: str = ""
    release: int | None = None
    legacy_addresses: list[str] = []
    history: list[SourceText] = []
    verbatim: bool = False


KNOWN_KEYS = frozenset(SourceRelease.__struct_fields__) - {"carried"}
DATES = frozenset({"date", "live_from", "live_until", "embargo_until"})
# Required keys. A removed text has neither title nor body.
REQUIRED = ("id", "language", "title", "date", "body")


@dataclass(slots=True)
class SourceItem:
    """One thing that a reader found: its location, and the record, the reason for refusing it, or the reason for
    skipping it.

    `line` goes into the rejects file, to be repaired and imported again: the line of the source, or the record
    extracted from a page. It is empty if there is none, as for a file that is not text. `guesses` lists what the source
    left open and the reader filled in; `hidden` counts the hidden text that the reader left out.
    """

    file: str
    number: int | None = None
    line: bytes = b""
    record: SourceRelease | None = None
    refusal: str = ""
    skipped: str = ""
    unknown_keys: set[str] = field(default_factory=set)
    guesses: list[str] = field(default_factory=list)
    hidden: Counter[str] = field(default_factory=Counter)
    group: str = ""
    identifier: str = ""  # of data that is no record

    @property
    def where(self) -> str:
        return self.file if self.number is None else f"{self.file}:{self.number}"

    @property
    def counted_under(self) -> str:
        """The file, or the folder or archive if its files hold one record each."""
        return self.group or self.file


def as_json(record: SourceRelease) -> bytes:
    """The record on one line, canonical: independent of the order of keys at its origin.

    Defaults are omitted, so that supporting another key later changes no existing digest.
    """
    return msgspec.json.encode(record, order="deterministic")


class WrongRecordError(ValueError):
    """The data is not a record; the message says why."""


def record_from(data: Mapping[str, object], item: SourceItem) -> SourceRelease:
    """Build a record from keys and values. Raises WrongRecordError."""
    item.unknown_keys = set(data) - KNOWN_KEYS - set(CARRIED)
    # Some origins write null for missing values, and numbers as dates, which are refused with what they could mean.
    given = {
        key: str(value) if key in DATES and isinstance(value, int | float) else value
        for key, value in data.items()
        if value is not None
    }
    item.identifier = str(given.get("id", "")).strip()
    if given.get("kind") == "removed":
        given = {"title": "", "body": ""} | given
    if missing := [key for key in REQUIRED if key not in given]:
        raise WrongRecordError(f"The record has no {' and no '.join(missing)}.")
    try:
        return msgspec.convert(_with_carried(given), SourceRelease)
    except msgspec.ValidationError as error:
        raise WrongRecordError(f"The record has a value of the wrong type: {error}.") from error


def _with_carried(data: Mapping[str, object]) -> dict[str, object]:
    """With the rows of parts known only from the registry collected in one place, in earlier editions too."""
    others = {name: data[name] for name in CARRIED if name in data and name not in KNOWN_KEYS}
    found: dict[str, object] = {key: data[key] for key in data if key in KNOWN_KEYS} | {"carried": others}
    if isinstance(history := data.get("history"), list):
        found["history"] = [_with_carried(earlier) if isinstance(earlier, dict) else earlier for earlier in history]
    return found


def item_of(data: Mapping[str, object], file: str, number: int | None, guesses: list[str] | None = None) -> SourceItem:
    """A record or a refusal from data found by a reader of another format; the data itself goes into the rejects file."""
    item = SourceItem(file, number, line=msgspec.json.encode(data), guesses=guesses or [])
    try:
        item.record = record_from(data, item)
    except WrongRecordError as error:
        item.refusal = str(error)
    return item

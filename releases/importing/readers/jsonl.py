"""JSON Lines: one object a line, UTF-8."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from releases.importing.records import KNOWN_KEYS, Item, SourceRelease

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_LINE = 20_000_000
HALF_A_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
REQUIRED = [field.name for field in msgspec.structs.fields(SourceRelease) if field.required]


def read(path: Path) -> Iterator[Item]:
    """Every line that is not blank, with its number."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
                yield Item(str(path), number, refusal="The line is longer than any release.")
                continue
            line = line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
            if line.strip():
                yield read_line(line.rstrip(b"\r\n"), str(path), number)


def read_line(line: bytes, file: str, number: int) -> Item:
    item = Item(file, number, line)
    try:
        item.record = _record(line, item)
    except ValueError as error:
        item.refusal = str(error)
    return item


def _record(line: bytes, item: Item) -> SourceRelease:
    """Raises ValueError with a sentence."""
    data = _object(line)
    item.unknown_keys = set(data) - KNOWN_KEYS
    # Some origins write null for what they do not have.
    given = {key: value for key, value in data.items() if value is not None}
    if missing := [key for key in REQUIRED if key not in given]:
        raise ValueError(f"The record has no {' and no '.join(missing)}.")
    try:
        return msgspec.convert(given, SourceRelease)
    except msgspec.ValidationError as error:
        raise ValueError(f"The record has a value of the wrong type: {error}.") from error


def _object(line: bytes) -> dict[str, Any]:
    try:
        line.decode()
        data = msgspec.json.decode(line)
    except UnicodeDecodeError as error:
        raise ValueError("The line is not UTF-8.") from error
    except RecursionError as error:
        raise ValueError("The line is nested too deeply.") from error
    except msgspec.MsgspecError as error:
        if HALF_A_CHARACTER.search(line):
            raise ValueError("The line is no JSON, or holds a lone half of a character.") from error
        raise ValueError(f"The line is no JSON: {error}.") from error
    if not isinstance(data, dict):
        raise ValueError("The line is no JSON object.")
    return data

"""JSON Lines: one object a line, UTF-8."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from releases.importing.records import KNOWN_KEYS, Item, SourceRelease

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_LINE = 20_000_000


def read(path: Path) -> Iterator[Item]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            line = line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
            if line.strip():
                yield read_line(line.rstrip(b"\r\n"), f"{path}:{number}")


def read_line(line: bytes, where: str) -> Item:
    item = Item(where=where, raw=line)
    try:
        data: Any = msgspec.json.decode(line)
        if not isinstance(data, dict):
            item.refusal = "The line is no JSON object."
            return item
        item.unknown_keys = set(data) - KNOWN_KEYS
        item.record = msgspec.convert(data, SourceRelease)
    except UnicodeDecodeError:
        item.refusal = "The line is not UTF-8."
    except msgspec.ValidationError as error:
        item.refusal = f"The record is not as it should be: {error}."
    except (msgspec.DecodeError, RecursionError) as error:
        item.refusal = f"The line is no JSON: {error}."
    return item

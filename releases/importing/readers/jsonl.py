"""JSON Lines: one object per line, UTF-8."""

import re
from collections.abc import Iterator
from typing import IO

import msgspec

from releases.importing.readers.mapping_file import Foreign
from releases.importing.records import SourceItem, SourceRelease, record_from

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_LINE = 20_000_000
HALF_A_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")


class Strict(SourceRelease, forbid_unknown_fields=True):
    """The common case, decoded in one step: no unknown keys and no nulls."""


_strict = msgspec.json.Decoder(Strict)


def read(file: IO[bytes], name: str, foreign: Foreign | None = None, after: int = 0) -> Iterator[SourceItem]:
    """Every non-blank line, with its number. The first `after` of them were settled before and are not decoded."""
    number = found = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield SourceItem(name, number, refusal="The line is too long to be a release.")
            found += 1
            continue
        line = line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
        if line.strip():
            found += 1
            yield SourceItem(name, number) if found <= after else read_line(line.rstrip(b"\r\n"), name, number)


def read_line(line: bytes, file: str, number: int) -> SourceItem:
    item = SourceItem(file, number, line)
    try:
        line.decode()
        record = _strict.decode(line)
    except UnicodeDecodeError:
        item.refusal = "The line is not UTF-8."
    except (msgspec.MsgspecError, RecursionError):
        _read_unusual(item)
    else:
        if record.title and record.date and record.body:
            item.record = record
        else:
            _read_unusual(item)
    return item


def _read_unusual(item: SourceItem) -> None:
    try:
        item.record = record_from(_object(item.line), item)
    except ValueError as error:
        item.refusal = str(error)


def _object(line: bytes) -> dict[str, object]:
    """Raises ValueError with a sentence."""
    try:
        data = msgspec.json.decode(line)
    except RecursionError as error:
        raise ValueError("The line is nested too deeply.") from error
    except msgspec.MsgspecError as error:
        if HALF_A_CHARACTER.search(line):
            raise ValueError("The line is not valid JSON, or contains half a character (a lone surrogate).") from error
        raise ValueError(f"The line is not valid JSON: {error}.") from error
    if not isinstance(data, dict):
        raise ValueError("The line is not a JSON object.")
    return data

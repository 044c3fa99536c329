"""CSV and TSV: a header row with our keys, or with names that a mapping file explains; one record per row."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from typing import IO, Any

from releases.importing.readers import encodings
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.sources import SAMPLE, CannotBeReadError
from releases.importing.records import DATES, KNOWN_KEYS, SourceItem, item_of
from releases.language import timestamps
from releases.models.carried import carried_terms

DELIMITERS = "\t;,|"
LONGEST_CELL = 20_000_000  # characters
LONGEST_LINE = 8_000_000  # of which a cell may have several; a line of short cells takes many times its length
TERM_KEYS = {key for part in carried_terms().values() for key in (part.key, part.other_key) if key}
LISTS = frozenset({"place", "keywords", "categories", "attachments", "legacy_addresses"} | TERM_KEYS)
WHOLE_NUMBERS = frozenset({"release", "edition", "replaced_by"})
STRUCTURED = frozenset({"contacts", "history"})  # JSON in the cell
TRUE = frozenset({"1", "true", "yes", "x"})
MUST_BE_THERE = ("title", "date", "body")


def looks_like_one(start: str, foreign: Foreign) -> bool:
    """Whether the first line is a header: at least two cells are our keys, or names in the mapping file."""
    first = start.partition("\n")[0]
    cells = _cells(first, _delimiter(first, foreign))
    return len({_key(cell, foreign) for cell in cells} & KNOWN_KEYS) >= 2


def read(file: IO[bytes], name: str, foreign: Foreign, after: int = 0) -> Iterator[SourceItem]:
    csv.field_size_limit(LONGEST_CELL)
    text, guess = _text(file)
    try:
        yield from _items(text, name, foreign, guess)
    finally:
        text.detach()  # the caller closes the file


def _items(text: io.TextIOWrapper, name: str, foreign: Foreign, guess: str) -> Iterator[SourceItem]:
    header_line = text.readline(LONGEST_LINE)
    if not header_line.strip():
        return
    delimiter = _delimiter(header_line, foreign)
    header = [_key(cell, foreign) for cell in _cells(header_line, delimiter)]
    if not KNOWN_KEYS & set(header):
        raise CannotBeReadError(
            "Its first row contains no known column names; use a mapping file to explain other names."
        )
    rows = csv.reader(_Lines(text), delimiter=delimiter)
    for number, row in _numbered(rows):
        if isinstance(row, str):
            yield SourceItem(name, number, refusal=row)
        elif any(cell.strip() for cell in row):
            yield _item(row, header, name, number, foreign, guess)


class _Lines:
    """The lines of the file, so that one without an end does not fill the memory: it is an error of its own, and passed over."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) < LONGEST_LINE or line.endswith("\n"):
            return line
        while (more := self._text.readline(LONGEST_LINE)) and not more.endswith("\n"):
            pass
        raise csv.Error("it is too long to be a release")


def _text(file: IO[bytes]) -> tuple[io.TextIOWrapper, str]:
    """Decoded as it is read; the encoding is determined from the beginning. A later invalid byte spoils its own row only."""
    start = file.peek(SAMPLE)[:SAMPLE] if isinstance(file, io.BufferedReader) else b""
    try:
        encoding, guess = _encoding(start)
    except encodings.UnknownEncodingError as error:
        raise CannotBeReadError(str(error)) from error
    return io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape", newline=""), guess


def _encoding(start: bytes) -> tuple[str, str]:
    for mark, encoding in encodings.BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding, ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        _, guess = encodings.decoded(start)
        return guess or "utf-8", guess
    return "utf-8", ""


def _delimiter(line: str, foreign: Foreign) -> str:
    """The delimiter that splits the header into the most known names, or else into the most cells."""

    def worth(delimiter: str) -> tuple[int, int]:
        cells = _cells(line, delimiter)
        return len({_key(cell, foreign) for cell in cells} & KNOWN_KEYS), len(cells)

    return max(DELIMITERS, key=worth)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _key(cell: str, foreign: Foreign) -> str:
    key = foreign.key(cell)
    return key.lower() if key.lower() in KNOWN_KEYS else key


def _numbered(rows: Any) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the number of its first line; a sentence in place of a malformed row."""
    while True:
        number = rows.line_num + 2  # counted from one, after the header
        try:
            row = next(rows)
        except StopIteration:
            return
        except (csv.Error, UnicodeError) as error:
            yield number, f"The row cannot be read: {error}."
            continue
        yield number, row


def _item(row: list[str], header: list[str], name: str, number: int, foreign: Foreign, guess: str) -> SourceItem:
    guesses = [encodings.assumed(guess)] if guess else []
    if any("\udc80" <= letter <= "\udcff" for cell in row for letter in cell):
        return _refused(row, header, name, number, "The row is in a different encoding from the beginning of the file.")
    if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
        reason = f"The row has {len(row)} cells, but the header has {len(header)}."
        return _refused(row, header, name, number, reason)
    data = {key: cell for key, cell in zip(header, row, strict=False) if key}
    try:
        given = {key: _value(key, cell, foreign) for key, cell in data.items() if cell.strip()}
    except ValueError as error:
        return _refused(row, header, name, number, str(error))
    # An empty cell still counts as given, since a body may be empty where there is a lead.
    given = {key: "" for key in MUST_BE_THERE if key in header} | foreign.defaults | given
    given["language"] = foreign.language_of(str(given.get("language", "")), guesses)
    return item_of(given, name, number, guesses)


def _refused(row: list[str], header: list[str], name: str, number: int, reason: str) -> SourceItem:
    """With the content of all cells, including those without a column, so that the row can be repaired."""
    cells: dict[str, object] = dict(zip(header, row, strict=False))
    if extra := row[len(header) :]:
        cells["cells without a column"] = extra
    line = json.dumps(cells, ensure_ascii=False).encode("utf-8", "replace")
    return SourceItem(name, number, line=line, refusal=reason)


def _value(key: str, cell: str, foreign: Foreign) -> object:
    """Raises ValueError with a sentence."""
    meant = foreign.value(key, cell)
    if not isinstance(meant, str):
        return meant
    if key in LISTS:
        return [part.strip() for part in meant.split(foreign.separator) if part.strip()]
    if key in DATES:
        return timestamps.in_iso(meant)
    if key in WHOLE_NUMBERS:
        if not meant.strip().isdigit():
            raise ValueError(f"The {key} {meant!r} is not a number.")
        return int(meant)
    if key in STRUCTURED:
        try:
            return json.loads(meant)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"The {key} are not valid JSON.") from error
    return meant.strip().lower() in TRUE if key == "verbatim" else meant

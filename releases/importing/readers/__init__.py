"""Each reader alone knows its format. `auto` tells formats apart by content, not by name."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from releases.importing.readers import jsonl, page
from releases.importing.records import Item

READERS: dict[str, Callable[[Path], Iterator[Item]]] = {"jsonl": jsonl.read, "page": page.read}
FORMATS = ("auto", *READERS)

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SAMPLE = 65_536
# The first line of a file may be the damaged one.
JSON_LINE = re.compile(rb"^\s*[{\[]\s*([\"{\[]|$)", re.MULTILINE)


def read(path: Path, format_: str) -> Iterator[Item]:
    """Everything in the file, or in the files of the folder, in order. What cannot be read is one refused item."""
    try:
        found = False
        for item in _read(path, format_):
            found = True
            yield item
        if not found:
            yield Item(str(path), refusal="There is nothing in it.")
    except OSError as error:
        yield Item(str(path), refusal=f"It cannot be read: {error.strerror}.")


def _read(path: Path, format_: str) -> Iterator[Item]:
    if path.is_dir():
        for inside in sorted(path.iterdir()):
            if inside.is_symlink() and inside.is_dir():  # it may lead back here
                yield Item(str(inside), refusal="It is a link to a folder; name the folder itself.")
            elif not inside.name.startswith("."):
                yield from read(inside, format_)
    elif path.exists() and not path.is_file():
        yield Item(str(path), refusal="It is neither a file nor a folder.")
    else:
        yield from READERS[told_by_content(path) if format_ == "auto" else format_](path)


def told_by_content(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(SAMPLE).removeprefix(BYTE_ORDER_MARK).lstrip()
    # A saved page may well hold such lines too, in its scripts.
    return "jsonl" if JSON_LINE.search(start) and not start.startswith(b"<") else "page"

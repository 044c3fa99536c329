"""Each reader alone knows its format. `auto` tells formats apart by content, not by name."""

from collections.abc import Callable, Iterator
from pathlib import Path

from releases.importing.readers import jsonl, page
from releases.importing.records import Item

READERS: dict[str, Callable[[Path], Iterator[Item]]] = {"jsonl": jsonl.read, "page": page.read}
FORMATS = ("auto", *READERS)
SAMPLE = 4096


def read(path: Path, format_: str) -> Iterator[Item]:
    """Everything in the file, in order. A file that cannot be read is one refused item."""
    try:
        if path.is_dir():
            for inside in sorted(path.iterdir()):
                if not inside.name.startswith("."):
                    yield from read(inside, format_)
            return
        reader = READERS[told_by_content(path) if format_ == "auto" else format_]
        yield from reader(path)
    except OSError as error:
        yield Item(where=str(path), raw=b"", refusal=f"The file cannot be read: {error.strerror}.")


def told_by_content(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(SAMPLE).removeprefix(b"\xef\xbb\xbf").lstrip()
    return "jsonl" if start.startswith(b"{") else "page"

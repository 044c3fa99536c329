"""One reader per format. `auto` tells formats apart by content, not by name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from releases.importing.readers import date_orders, drupal, feed, jsonl, page, table, wxr
from releases.importing.readers.detection import told_by_content
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.sources import CannotBeReadError, Opened, opened
from releases.importing.records import SourceItem

Reader = Callable[[IO[bytes], str, Foreign, int], Iterator[SourceItem]]

READERS: dict[str, Reader] = {
    "jsonl": jsonl.read,
    "csv": table.read,
    "page": page.read,
    "feed": feed.read,
    "wxr": wxr.read,
    "drupal": drupal.read,
}
FORMATS = ("auto", *READERS)


def read(path: Path, format_: str = "auto", foreign: Foreign | None = None, after: int = 0) -> Iterator[SourceItem]:
    """Every item in a file, or in the files of a folder or archive, in order; `-` is standard input.

    A file that cannot be read is one refused item. The first `after` items were settled before and are not parsed.
    """
    foreign = foreign or Foreign()

    def again() -> Iterator[SourceItem]:
        return _read_all(path, format_, foreign, 0) if path.exists() else iter(())

    yield from date_orders.in_one_order(_read_all(path, format_, foreign, after), again, foreign.order)


def _read_all(path: Path, format_: str, foreign: Foreign, after: int) -> Iterator[SourceItem]:
    try:
        found = False
        for file in opened(path):
            if file.refusal:
                found = True
                yield SourceItem(file.name, refusal=file.refusal, group=file.group)
                continue
            for item in _read(file, format_, foreign, after):
                found = True
                yield item
        if not found:
            yield SourceItem(str(path), refusal="It is empty.")
    except CannotBeReadError as error:
        yield SourceItem(str(path), refusal=str(error))
    except OSError as error:
        yield SourceItem(str(path), refusal=f"It cannot be read: {error.strerror or error}.")


def _read(file: Opened, format_: str, foreign: Foreign, after: int) -> Iterator[SourceItem]:
    """The items of one file. A file that breaks off yields what precedes the damage, and a refusal for the rest."""
    found = False
    try:
        chosen = told_by_content(file.content, foreign) if format_ == "auto" else format_
        for item in READERS[chosen](file.content, file.name, foreign, 0 if file.group else after):
            found = True
            item.group = file.group if chosen == "page" else ""
            yield item
    except CannotBeReadError as error:
        found = True
        yield SourceItem(file.name, refusal=str(error), group=file.group)
    except (OSError, EOFError) as error:
        found = True
        yield SourceItem(file.name, refusal=f"It cannot be read: {getattr(error, 'strerror', '') or error}.")
    if not found:
        yield SourceItem(file.name, refusal="It is empty.", group=file.group)

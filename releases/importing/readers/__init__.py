"""One reader per format. `auto` tells formats apart by content, not by name."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO
from zipfile import is_zipfile

from releases.importing.readers import date_orders, drupal, feed, jsonl, page, site_files, table, wxr
from releases.importing.readers.detection import SITEMAPS, first_element, peeked, told_by_content
from releases.importing.readers.encodings import beginning
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.sources import CannotBeReadError, Opened, opened
from releases.importing.readers.surroundings import Surroundings
from releases.importing.records import SourceItem

Reader = Callable[[IO[bytes], str, Foreign, int], Iterator[SourceItem]]

READERS: dict[str, Reader] = {
    "jsonl": jsonl.read,
    "csv": table.read,
    "page": page.read,
    "feed": feed.read,
    "wxr": wxr.read,
}
# These look at what else the source has.
LOOKING_AROUND = {"drupal": drupal.read, "site": site_files.read_file, "sitemap": site_files.read_sitemap}
FORMATS = ("auto", *READERS, "drupal", "site")


def read(
    path: Path, format_: str = "auto", foreign: Foreign | None = None, after: int = 0, *, fetch: bool = False
) -> Iterator[SourceItem]:
    """Every item in a file, or in the files of a folder or archive, in order; `-` is standard input.

    A file that cannot be read is one refused item. The first `after` items were settled before and are not parsed.
    """
    foreign = foreign or Foreign()
    around = Surroundings(path, fetch=fetch)

    def again() -> Iterator[SourceItem]:
        return _read_all(path, format_, foreign, 0, around) if path.exists() else iter(())

    yield from date_orders.in_one_order(_read_all(path, format_, foreign, after, around), again, foreign.order)


def _read_all(path: Path, format_: str, foreign: Foreign, after: int, around: Surroundings) -> Iterator[SourceItem]:
    try:
        found = False
        for file in opened(path):
            if file.refusal:
                found = True
                yield SourceItem(file.name, refusal=file.refusal, group=file.group)
                continue
            for item in _read(file, format_, foreign, after, around):
                found = True
                yield item
        if not found:
            yield SourceItem(str(path), refusal="It is empty.")
    except CannotBeReadError as error:
        yield SourceItem(str(path), refusal=str(error))
    except OSError as error:
        yield SourceItem(str(path), refusal=f"It cannot be read: {error.strerror or error}.")


def _read(file: Opened, format_: str, foreign: Foreign, after: int, around: Surroundings) -> Iterator[SourceItem]:
    """The items of one file. A file that breaks off yields what precedes the damage, and a refusal for the rest."""
    found = False
    try:
        chosen = _chosen(file, format_, foreign, around)
        reader = READERS.get(chosen) or partial(LOOKING_AROUND[chosen], around=around)
        for item in reader(file.content, file.name, foreign, 0 if file.group else after):
            found = True
            item.group = item.group or (file.group if chosen in ("page", "site", "sitemap") else "")
            yield item
    except CannotBeReadError as error:
        found = True
        yield SourceItem(file.name, refusal=str(error), group=file.group)
    except (OSError, EOFError) as error:
        found = True
        yield SourceItem(file.name, refusal=f"It cannot be read: {getattr(error, 'strerror', '') or error}.")
    if not found:
        yield SourceItem(file.name, refusal="It is empty.", group=file.group)


def _chosen(file: Opened, format_: str, foreign: Foreign, around: Surroundings) -> str:
    """The reader for this file. Pages beside a sitemap are those of a site."""
    if format_ not in ("auto", "site"):
        return format_
    if format_ == "site" and first_element(beginning(peeked(file.content))) not in SITEMAPS:
        return "site"
    told = told_by_content(file.content, foreign)
    return "site" if told == "page" and file.group and around.site.has_sitemap else told


def files_beside(paths: Iterable[Path]) -> Path | None:
    """Where the pictures of saved pages are, if the source is a site: in the source itself."""
    for path in paths:
        if (path.is_dir() or is_zipfile(path)) and Surroundings(path).site.has_sitemap:
            return path
    return None

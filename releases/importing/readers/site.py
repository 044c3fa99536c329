"""A site known only by its sitemap and its pages: which pages were saved, at which address each of them was, and which are missing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag, urlsplit

from releases.importing import links
from releases.importing.readers import sitemap
from releases.importing.readers.detection import first_element, peeked
from releases.importing.readers.encodings import beginning
from releases.importing.readers.sitemap import Listed
from releases.importing.readers.sources import CannotBeReadError, Opened

MOST_PAGES = 500_000
CANONICAL = re.compile(r"<link\b[^>]*\brel\s*=\s*[\"']?canonical\b[^>]*>", re.IGNORECASE)
OWN_ADDRESS = re.compile(r"<meta\b[^>]*\bproperty\s*=\s*[\"']?og:url\b[^>]*>", re.IGNORECASE)
VALUE = re.compile(r"\b(?:href|content)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main)\b", re.IGNORECASE)
ENDINGS = (".html", ".htm", ".php", ".aspx", ".shtml", ".jsp", ".asp")
FOLDER_PAGES = ("index", "default")


def place_of(address: str) -> str:
    """Host and path, in which the usual spellings of one address agree; empty for one that cannot be read.

    >>> place_of("https://www.former.example/a/b/#top") == place_of("http://former.example/a/b")
    True
    """
    try:
        parts = urlsplit(urldefrag(address.strip())[0])
    except ValueError:
        return ""
    host = parts.netloc.lower().removeprefix("www.")
    path = unquote(parts.path).rstrip("/")
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


@dataclass
class Site:
    """`listed` by place; `saved` are the places of the pages in the source, by their file."""

    listed: dict[str, Listed] = field(default_factory=dict)
    saved: dict[str, str] = field(default_factory=dict)
    has_sitemap: bool = False
    is_too_large: bool = False
    places: set[str] = field(default_factory=set)  # of what was saved
    _files: dict[str, str] = field(default_factory=dict)  # the places of the listed pages by the files they may be in

    def look_at(self, file: Opened) -> None:
        """At the beginning of a page, and at the whole of a sitemap."""
        start = beginning(peeked(file.content)).lstrip()
        root = first_element(start) if start.startswith("<") else ""
        if root == "urlset":
            self.has_sitemap = True
            self.add(sitemap.pages(file.content))
        elif root == "sitemapindex":
            self.has_sitemap = True
        elif PAGE.search(start):
            self.saved[file.name] = declared_address(start)

    def add(self, pages: Iterator[Listed]) -> None:
        """A damaged sitemap counts as far as it can be read; that it is damaged is told when it is read as a file of its own."""
        try:
            for page in pages:
                if len(self.listed) >= MOST_PAGES:
                    self.is_too_large = True
                    return
                if place := place_of(page.address):
                    self.listed[place] = page
        except CannotBeReadError:
            return

    def settle(self) -> None:
        """Once all files were looked at: the addresses of pages that do not state theirs."""
        for place, page in self.listed.items():
            for name in file_names(page.address):
                self._files.setdefault(name, place)
        self.saved = {name: place_of(address) or self._by_file(name) for name, address in self.saved.items()}
        self.places = set(self.saved.values())

    def address_of(self, name: str) -> str:
        """Where the page in this file was; empty if neither it nor the sitemap tells."""
        place = self.saved.get(name, "")
        return self.listed[place].address if place in self.listed else f"https://{place}" if place else ""

    def knows(self, place: str) -> bool:
        return place in self.listed or place in self.places

    def _by_file(self, name: str) -> str:
        """The listed page whose address ends as the path of the file does, as far as possible."""
        parts = _without_ending(name).split("/")
        ends = ("/".join(parts[start:]) for start in range(len(parts)))
        return next((self._files[end] for end in ends if end in self._files), "")


def declared_address(html: str) -> str:
    for pattern in (CANONICAL, OWN_ADDRESS):
        if (tag := pattern.search(html)) and (value := VALUE.search(tag[0])) and _is_own(value[1]):
            return value[1].replace("&amp;", "&")
    return ""


def _is_own(address: str) -> bool:
    """Some sites declare their front page as the address of every page."""
    return links.is_absolute(address) and bool(urlsplit(address).path.strip("/") or urlsplit(address).query)


def file_names(address: str) -> Iterator[str]:
    """The paths, without ending, under which programs save a page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    path = _without_ending(unquote(parts.path).strip("/"))
    if parts.query:
        yield from (f"{path}{sign}{parts.query}".strip("/") for sign in ("?", "@"))
    else:
        yield from (f"{parts.netloc}/{path}".rstrip("/"), path) if path else (parts.netloc,)


def _without_ending(path: str) -> str:
    pure = PurePosixPath(path)
    if pure.suffix.lower() in ENDINGS:
        pure = pure.with_suffix("")
    return str(pure.parent if pure.name.lower() in FOLDER_PAGES else pure)

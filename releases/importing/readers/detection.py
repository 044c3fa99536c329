"""Detects the format of a file from its beginning."""

import io
import re
from typing import IO

from releases.importing.readers import encodings, table
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.sources import SAMPLE, CannotBeReadError

# Not only the first line is tried, which may be damaged.
JSON_LINE = re.compile(r"^\s*[{\[]\s*([\"{\[]|$)", re.MULTILINE)
DRUPAL = re.compile(
    r"^\s*\{\s*\"(?:jsonapi|data|links|meta|included|results|entity)\"\s*:|\"type\"\s*:\s*\"node--", re.DOTALL
)
JSON_FEED = re.compile(r"^\s*\{.{0,2000}?\"https?:\\?/\\?/jsonfeed\.org\\?/version", re.DOTALL)
FIRST_ELEMENT = re.compile(r"<(?![!?])(?:[\w.-]+:)?([\w.-]+)")
PROLOGUE = re.compile(r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)|<![^>]*>", re.DOTALL)
WORDPRESS = "wordpress.org/export/"
FEEDS = frozenset({"rss", "feed", "rdf", "channel", "entry"})
SITEMAPS = frozenset({"urlset", "sitemapindex"})
PAGES = frozenset({"html", "body", "head", "article", "main", "div", "p", "h1", "section", "title", "meta"})


def told_by_content(file: IO[bytes], foreign: Foreign) -> str:
    start = encodings.beginning(peeked(file)).lstrip()
    if start.startswith("<"):
        return _markup(start)
    if _is_drupal(start):
        return "drupal"
    if JSON_FEED.match(start):
        return "feed"
    if JSON_LINE.search(start):
        return "jsonl"
    return "csv" if table.looks_like_one(start, foreign) else "page"


def is_drupal(file: IO[bytes]) -> bool:
    return _is_drupal(encodings.beginning(peeked(file)).lstrip())


def _is_drupal(start: str) -> bool:
    return DRUPAL.match(start) is not None or (start[:1] in ("[", "{") and '"node--' in start)


def peeked(file: IO[bytes]) -> bytes:
    """The beginning of the file, without consuming it. A pipe gives what it has so far."""
    return file.peek(SAMPLE)[:SAMPLE] if isinstance(file, io.BufferedReader) else b""


def _markup(start: str) -> str:
    first = first_element(start)
    if first in FEEDS:
        return "wxr" if WORDPRESS in start else "feed"
    if first in SITEMAPS:
        return "sitemap"
    if first and first not in PAGES and start.startswith("<?xml"):
        raise CannotBeReadError(
            f"It is XML that begins with <{first[:40]}>, which is not a known feed, export or page."
        )
    return "page"


def first_element(text: str) -> str:
    """The local name of the root element, in lower case; empty if there is none."""
    first = FIRST_ELEMENT.search(PROLOGUE.sub("", text))
    return first[1].lower() if first else ""

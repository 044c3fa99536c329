"""A press-release page saved from the organisation's website, as text copied from a browser or as HTML.

Both are reduced to the same lines: possibly a navigation, the type, the headline, labelled lines, and the body, which
such copies often contain twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import urlsplit

from django.utils.html import escape

from releases.importing.readers import page_html
from releases.importing.readers.encodings import UnknownEncodingError, assumed, decoded
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.page_html import Line
from releases.importing.readers.page_words import LABELS, LANGUAGES, TYPES
from releases.importing.readers.sources import whole
from releases.importing.records import SourceItem, SourceRelease, as_json
from releases.language import datelines, timestamps
from releases.language.slugs import slug_for

LARGEST_PAGE = 10_000_000  # bytes; its tree takes some fifteen times as many
MARKUP = re.compile(r"<(?:!doctype|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)


class NoReleaseError(Exception):
    """The page is not a release; the message says how that was recognised."""


@dataclass
class Labels:
    """The values of the labelled lines, by the keys of our JSON Lines."""

    values: dict[str, list[str]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def first(self, key: str) -> str:
        return next(iter(self.values.get(key, [])), "")


def read(file: IO[bytes], name: str, foreign: Foreign, after: int = 0) -> Iterator[SourceItem]:
    """One page per file; nothing for an empty file."""
    raw = whole(file, "page", LARGEST_PAGE)
    if raw.strip():
        yield read_page(raw, name, foreign)


def read_page(raw: bytes, file: str, foreign: Foreign | None = None) -> SourceItem:
    item = SourceItem(file, 1)
    try:
        text, guess = decoded(raw)
        if "\x00" in text:
            raise NoReleaseError("The file is not text.")
        if guess:
            item.guesses.append(assumed(guess))
        item.record = _record(text, item, foreign or Foreign())
        item.line = as_json(item.record)
    except (NoReleaseError, UnknownEncodingError) as error:
        item.refusal = str(error)
    except RecursionError:
        item.refusal = "The page is nested too deeply."
    return item


def _record(text: str, item: SourceItem, foreign: Foreign) -> SourceRelease:
    """Raises NoReleaseError."""
    if MARKUP.search(text[:10_000]):
        document = page_html.parse(text)
        item.hidden, base = document.hidden, document.base
        type_, headline, rest = _around_heading(document.lines)
        url, language = document.address, foreign.language_of(document.language, item.guesses)
    else:
        told_by, headline, rest = _after_type([Line(line.strip()) for line in text.splitlines() if line.strip()])
        # A text copy does not state its language; it is that of the words that identify its type.
        type_, url, language, base = TYPES[told_by], "", foreign.language or LANGUAGES[told_by], ""
    labels, body = _split_labels(rest)
    body = once(body)
    if not body:
        raise NoReleaseError("The page has a headline but no text.")
    item.unknown_keys = labels.unknown
    first = datelines.parse(body[0].text)
    date = timestamps.in_iso(labels.first("date") or (first.date if first else ""), foreign.order)
    if not date:
        raise NoReleaseError("The page has no date, either in a label or in a dateline.")
    path = _path(url)
    return SourceRelease(
        id=path or f"{date}-{slug_for(headline)}",
        language=language,
        title=headline.replace("&", "&amp;").replace("<", "&lt;"),  # the mapping interprets entities
        date=date,
        body="\n".join(_as_html(body)),
        base=base,
        type=type_ or "press-release",
        place=labels.values.get("place") or list(first.places if first else ()),
        source=labels.values.get("source", []),
        fields_of_work=labels.values.get("fields_of_work", []),
        countries=labels.values.get("countries", []),
        url=url if path else "",
    )


def _path(address: str) -> str:
    """Empty for the front page, which some sites declare as the address of every page."""
    try:
        return urlsplit(address).path.rstrip("/")
    except ValueError:
        return ""


def _after_type(lines: list[Line]) -> tuple[str, str, list[Line]]:
    """The name of the type, the headline, and the remaining lines. A line after a lone dash is a group heading in the navigation."""
    for number, line in enumerate(lines[:-1]):
        in_navigation = number > 0 and lines[number - 1].text == "-"
        if line.text.casefold() in TYPES and not in_navigation and not lines[number + 1].dashed:
            return line.text.casefold(), lines[number + 1].text, lines[number + 2 :]
    raise NoReleaseError("The page has no type such as “Press release” above a headline, so it is not a release.")


def _around_heading(lines: list[Line]) -> tuple[str, str, list[Line]]:
    """The same for a saved HTML page: the headline is its first heading; type and date may stand above or below it."""
    position = next((number for number, line in enumerate(lines) if line.tag == "h1"), None)
    if position is None:
        raise NoReleaseError("The page has no headline (h1), so it is not a release.")
    above, below = lines[:position], lines[position + 1 :]
    types = [line for line in above[::-1] + below[:3] if line.text.casefold() in TYPES]
    dates = [line for line in above if line.tag == "time"]
    type_ = TYPES[types[0].text.casefold()] if types else ""
    return type_, lines[position].text, dates + [line for line in below if line not in types]


def _split_labels(lines: list[Line]) -> tuple[Labels, list[Line]]:
    """The labelled lines at the start, with their values on the same line, on the next, or missing; and the rest."""
    labels, rest, key = Labels(), list(lines), None
    while rest and (key is not None or _label(rest[0])):
        line = rest[0]
        if label := _label(line):
            name, value = label
            key = LABELS.get(name.casefold(), "")
            if not key:
                labels.unknown.add(name)
        elif (line.dashed or line.loose) and not datelines.parse(line.text):
            value = line.text.removeprefix("-").strip()
        else:
            break
        if key and value:
            labels.values.setdefault(key, []).append(value)
        # Fields of work may continue one per line; any other label has one value, followed by the text.
        if value and key != "fields_of_work":
            key = None
        rest.pop(0)
    return labels, rest


def _label(line: Line) -> tuple[str, str] | None:
    """Name and value of a line such as “- Date: 21 January 2004”; on some pages the colon is added by a style sheet."""
    if line.tag == "time":
        return "date", line.text
    name, colon, value = line.text.removeprefix("-").partition(":")
    name = name.strip()
    known = name.casefold() in LABELS
    if (colon and (known or (line.dashed and not value.strip()))) or (known and line.loose):
        return name, value.strip()
    return None


def once(lines: list[Line]) -> list[Line]:
    """The body without its second copy, which may lack the paragraph with the dateline."""
    texts = [line.text for line in lines]
    for length in range(len(texts) // 2, 0, -1):
        if 2 * length >= len(texts) - 1 and texts[-length:] == texts[-2 * length : -length]:
            return lines[:-length]
    return lines


def _as_html(lines: list[Line]) -> Iterator[str]:
    """Lines with a dash become list items, all others paragraphs."""
    items: list[str] = []
    for line in [*lines, Line("")]:
        if line.dashed and not line.html:
            text = line.text.removeprefix("-").strip()
            items += [f"<li>{escape(text)}</li>"] if text else []
            continue
        if items:
            yield f"<ul>{''.join(items)}</ul>"
            items = []
        if line.text:
            yield line.html or f"<p>{escape(line.text)}</p>"

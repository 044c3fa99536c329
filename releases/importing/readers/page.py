"""A press-release page as saved from the organisation's website: its HTML, or its text as a browser copies it.

The text begins with the navigation, in lines with a dash; then come the type, the headline, labelled lines, and the body,
which such copies often carry twice.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.html import escape
from selectolax.lexbor import LexborHTMLParser, LexborNode

from releases.importing import dateline
from releases.importing.records import Item, SourceRelease
from releases.models import Edition
from releases.slugs import slug_for

LARGEST = 20_000_000
TYPES = {str(label).casefold(): value for value, label in Edition.Type.choices}
LABELS = {
    "date": "date",
    "place": "place",
    "source": "source",
    "fields of work": "fields_of_work",
    "countries": "countries",
}
MARKUP = re.compile(r"<(?:!doctype|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)
NOT_THE_TEXT = "nav, header nav, footer, aside, form, script, style, noscript"
BLOCKS = ("p", "ul", "ol", "blockquote", "table", "h2", "h3", "h4")

BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Found = dict[str, str | list[str]]


class NoReleaseError(Exception):
    """The page is none of a release; the sentence says how that was told."""


def read(path: Path) -> Iterator[Item]:
    """One page a file."""
    raw = path.read_bytes()[: LARGEST + 1]
    item = Item(where=f"{path}:1", raw=raw)
    try:
        item.record = record_of(decoded(raw))
    except NoReleaseError as error:
        item.refusal = str(error)
    yield item


def decoded(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise NoReleaseError("The page is larger than any release.")
    encoding = next((encoding for mark, encoding in BYTE_ORDER_MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise NoReleaseError("The page is not UTF-8; save it in that encoding.") from error
    if "\x00" in text:
        raise NoReleaseError("The file is no text.")
    return text


def record_of(text: str) -> SourceRelease:
    found = from_html(text) if MARKUP.search(text[:10_000]) else from_text(text)
    headline, body = str(found["title"]), str(found["body"])
    complete_from_dateline(found, LexborHTMLParser(body).text(separator=" "))
    if not found.get("date"):
        raise NoReleaseError("The page has no date, neither in a label nor in a dateline.")
    legacy = str(found.get("url", ""))
    return SourceRelease(
        id=legacy or f"{found['date']}-{slug_for(headline)}",
        language=str(found.get("language") or "en"),
        title=headline,
        date=str(found["date"]),
        body=body,
        type=str(found.get("type") or "press-release"),
        place=found.get("place", []),
        source=found.get("source", []),
        fields_of_work=list(found.get("fields_of_work", [])),
        countries=list(found.get("countries", [])),
        url=legacy,
    )


def complete_from_dateline(found: Found, text: str) -> None:
    """What the labels do not say, the first line does; a date in words becomes one in figures."""
    line = dateline.parse(text)
    given = str(found.get("date", ""))
    if given and (in_words := dateline.parse(f"X, {given} -")):
        found["date"] = in_words.date.isoformat()
    if line and not given:
        found["date"] = line.date.isoformat()
    if line and not found.get("place"):
        found["place"] = list(line.places)


# The text of a page


def from_text(text: str) -> Found:
    lines = [line.strip() for line in text.splitlines()]
    start = next(
        (number for number, line in enumerate(lines) if line.casefold() in TYPES and has_headline(lines, number)), None
    )
    if start is None:
        raise NoReleaseError("The page names no type such as “Press release” above a headline; it is no release.")
    found: Found = {"type": TYPES[lines[start].casefold()]}
    rest = [line for line in lines[start + 1 :] if line]
    found["title"] = rest.pop(0)
    take_labels(rest, found)
    paragraphs = once(rest)
    if not paragraphs:
        raise NoReleaseError("The page has a headline and no text.")
    found["body"] = as_html(paragraphs)
    return found


def has_headline(lines: list[str], number: int) -> bool:
    following = next((line for line in lines[number + 1 :] if line), "")
    return bool(following) and not following.startswith("-")


def take_labels(lines: list[str], found: Found) -> None:
    """Take the lines with a dash from the start: a label, and its value on the same line, on the next, or missing."""
    label = ""
    while lines and lines[0].startswith("-"):
        line = lines.pop(0).removeprefix("-").strip()
        name, colon, value = line.partition(":")
        if colon and name.strip().casefold() in LABELS:
            label, line = LABELS[name.strip().casefold()], value.strip()
        if line and label:
            add_value(found, label, line)


def add_value(found: Found, label: str, value: str) -> None:
    if label == "date":
        found["date"] = value
    else:
        found.setdefault(label, [])
        found[label] = [*found[label], value]


def once(paragraphs: list[str]) -> list[str]:
    """The body without its second copy, which may lack the paragraph with the dateline."""
    for length in range(len(paragraphs) // 2, 0, -1):
        if 2 * length >= len(paragraphs) - 1 and paragraphs[-length:] == paragraphs[-2 * length : -length]:
            return paragraphs[:-length]
    return paragraphs


def as_html(paragraphs: list[str]) -> str:
    """Lines with a dash are the items of a list, all others paragraphs."""
    html: list[str] = []
    for paragraph in paragraphs:
        if not paragraph.startswith("- "):
            html.append(f"<p>{escape(paragraph)}</p>")
        elif html and html[-1].startswith("<ul>"):
            html[-1] = html[-1].removesuffix("</ul>") + f"<li>{escape(paragraph[2:])}</li></ul>"
        else:
            html.append(f"<ul><li>{escape(paragraph[2:])}</li></ul>")
    return "\n".join(html)


# A saved page


def from_html(text: str) -> Found:
    tree = LexborHTMLParser(text)
    found: Found = {"url": legacy_path(tree), "language": language_of(tree)}
    root = tree.css_first("main") or tree.css_first("article") or tree.body
    heading = root.css_first("h1") if root else None
    if root is None or heading is None or not heading.text(strip=True):
        raise NoReleaseError("The page has no headline (h1); it is no release.")
    for node in root.css(NOT_THE_TEXT):
        node.decompose()
    lines = [line.strip() for line in root.text(separator="\n").splitlines() if line.strip()]
    found["title"] = heading.text(separator=" ", strip=True)
    found["type"] = next((TYPES[line.casefold()] for line in lines if line.casefold() in TYPES), "press-release")
    labels_in_html(lines, found)
    if not found.get("date") and (time := root.css_first("time[datetime]")):
        found["date"] = str(time.attributes["datetime"])
    found["body"] = body_in_html(root)
    return found


def legacy_path(tree: LexborHTMLParser) -> str:
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        node = tree.css_first(selector)
        if node and (address := node.attributes.get(attribute)):
            return urlsplit(address).path
    return ""


def language_of(tree: LexborHTMLParser) -> str:
    html = tree.css_first("html")
    return ((html.attributes.get("lang") if html else "") or "en").split("-")[0].lower()


def labels_in_html(lines: list[str], found: Found) -> None:
    """A label and the line after it; fields may stand in several lines, with or without commas."""
    for number, line in enumerate(lines):
        name, colon, value = line.partition(":")
        label = LABELS.get(name.strip().casefold()) if colon else None
        if not label or label in found:
            continue
        values = [value.strip()] if value.strip() else []
        for following in [] if values else lines[number + 1 :]:
            if following.endswith(":") or len(following) > 120 or dateline.parse(following):
                break
            values.append(following.strip(" ,"))
            if label != "fields_of_work":
                break
        for text in values:
            add_value(found, label, text)


def body_in_html(root: LexborNode) -> str:
    """The blocks of the element whose own paragraphs hold the most text."""

    def weight(node: LexborNode) -> int:
        return sum(len(child.text()) for child in node.iter() if child.tag == "p")

    parents = [root, *root.css("*")]
    container = max(parents, key=weight)
    if not weight(container):
        raise NoReleaseError("The page has a headline and no text.")
    blocks = [child.html or "" for child in container.iter() if child.tag in BLOCKS and child.text(strip=True)]
    return "\n".join(once(blocks))

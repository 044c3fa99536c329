"""RSS in all its versions, Atom and JSON Feed. Nothing is fetched, whatever a feed refers to."""

import html
import io
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any
from xml.sax import SAXException

from releases.importing import links
from releases.importing.readers import encodings, json_feed
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.sources import CannotBeReadError, whole
from releases.importing.records import SourceItem, item_of
from releases.language import timestamps
from releases.language.slugs import slug_for

ENTITY_DECLARATION = re.compile(r"<!ENTITY", re.IGNORECASE)
DECLARED_ENCODING = re.compile(r"^(<\?xml[^>]{0,100}?)\s+encoding\s*=\s*[\"'][^\"'>]*[\"']")
NAMED_CHARACTER = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
PROLOGUE = re.compile(r"<\?.*?\?>|<!--.*?-->", re.DOTALL)
ALONE = re.compile(r"<(?:[\w.-]+:)?entry[\s>]")
Parsed = Mapping[str, Any]  # feedparser's result for a feed or part of one

CHARACTER_DATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)


def read(file: IO[bytes], name: str, foreign: Foreign, after: int = 0) -> Iterator[SourceItem]:
    raw = whole(file, "feed")
    if not raw.strip():
        return
    try:
        text, guess = encodings.decoded(raw)
    except encodings.UnknownEncodingError as error:
        raise CannotBeReadError(str(error)) from error
    guesses = [encodings.assumed(guess)] if guess else []
    entries = json_feed.entries(text, foreign) if text.lstrip().startswith("{") else _entries(text, foreign)
    number = 0
    for data, entry_guesses in entries:
        number += 1
        yield item_of(foreign.defaults | data, name, number, guesses + entry_guesses)
    if not number:
        raise CannotBeReadError("The feed has no items.")


def _entries(text: str, foreign: Foreign) -> Iterator[tuple[dict[str, object], list[str]]]:
    parsed = _parsed(text)
    feed = parsed.get("feed", {})
    home = feed.get("link") or next((link["href"] for link in feed.get("links", []) if link.get("href")), "")
    for entry in parsed.get("entries", []):
        guesses: list[str] = []
        data = _data(entry, feed.get("language", ""), foreign, guesses)
        yield data | _addresses(data, entry, home), guesses


def _addresses(data: dict[str, object], entry: Parsed, home: str) -> dict[str, object]:
    """Its own address, and the one to read its links against where another was declared, or it has none."""
    parts = [*entry.get("content", []), entry.get("summary_detail") or {}]
    declared = next((part["base"] for part in parts if part.get("base")), "")
    base = links.joined(home, declared) if declared else "" if data.get("url") else home
    found: dict[str, object] = (
        {"url": links.joined(links.joined(home, declared), str(data["url"]))} if data.get("url") else {}
    )
    return found | ({"base": base} if base else {})


def _parsed(text: str) -> Parsed:
    import feedparser  # megabytes that a process which only serves readers never needs

    if ENTITY_DECLARATION.search(text):
        raise CannotBeReadError("It declares its own entities, which are not supported.")
    text = _as_feed(text.lstrip("\ufeff \t\r\n"))
    # A stream, since a string that looks like a URL would be fetched.
    stream = io.BytesIO(_with_characters(DECLARED_ENCODING.sub(r"\1", text)).encode("utf-8", "replace"))
    try:
        parsed: Parsed = feedparser.parse(
            stream,
            sanitize_html=False,  # the mapping sanitises, by our own policy
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except Exception as error:  # a third-party parser on hostile input
        raise CannotBeReadError(f"It cannot be read as a feed: {type(error).__name__}.") from error
    if isinstance(parsed.get("bozo_exception"), SAXException):
        raise CannotBeReadError(f"It is not well-formed XML: {_reason(parsed['bozo_exception'])}.")
    # The parser omits attributes it found nothing for, for example in a file of byte order marks only.
    if not parsed.get("version") and not parsed.get("entries"):
        raise CannotBeReadError("It is not a feed of any known version.")
    return parsed


def _as_feed(text: str) -> str:
    """Wrap a stand-alone entry in a feed."""
    bare = PROLOGUE.sub("", text).strip()
    if ALONE.match(bare):
        return f'<feed xmlns="http://www.w3.org/2005/Atom">{bare}</feed>'
    return text


def _reason(error: SAXException) -> str:
    line = error.getLineNumber() if hasattr(error, "getLineNumber") else None
    return f"line {line}, {error.getMessage()}" if line else error.getMessage()


def _with_characters(text: str) -> str:
    """Replace HTML's named characters (&nbsp;), which XML does not define and old feeds are full of."""
    if "&" not in text:
        return text
    parts = CHARACTER_DATA.split(text)
    return "".join(part if part.startswith("<![CDATA[") else NAMED_CHARACTER.sub(_character, part) for part in parts)


def _character(found: re.Match[str]) -> str:
    if found[1] in OF_XML:
        return found[0]
    meant = html.unescape(found[0])
    return found[0] if meant == found[0] else "".join(f"&#{ord(letter)};" for letter in meant)


def _data(entry: Parsed, feed_language: str, foreign: Foreign, guesses: list[str]) -> dict[str, object]:
    """The entry's values under our keys; missing values stay missing."""
    contents = entry.get("content", [])
    content = next((part for part in contents if "html" in part.get("type", "")), contents[0] if contents else None)
    summary = entry.get("summary_detail")
    body = content or summary
    language = (body or {}).get("language") or entry.get("title_detail", {}).get("language") or feed_language
    data = {
        "id": entry.get("id") or entry.get("link") or _made_up_id(entry, guesses),
        "language": foreign.language_of(language or "", guesses),
        "title": _line(entry["title_detail"]) if entry.get("title_detail") else entry.get("title"),
        "date": _date(entry, guesses),
        "body": _rich(body) if body else None,
        "lead": _line(summary) if content and summary and _rich(summary) != _rich(content) else None,
        "url": entry.get("link"),
        "categories": [tag["term"] for tag in entry.get("tags", []) if tag.get("term")],
        "attachments": [link["href"] for link in entry.get("enclosures", []) if link.get("href")],
    }
    return {key: value for key, value in data.items() if value is not None}


def _made_up_id(entry: Parsed, guesses: list[str]) -> str | None:
    """From date and headline, as for a saved page; None without both."""
    date = _date(entry, [])
    if not date or not entry.get("title"):
        return None
    guesses.append("It has neither an identifier nor a link; an identifier was made from its date and title.")
    return f"{date[:10]}-{slug_for(entry['title'])}"


def _date(entry: Parsed, guesses: list[str]) -> str | None:
    for key in ("published", "created", "updated"):
        written = entry.get(key)
        if not written:
            continue
        if key == "updated":
            guesses.append("It says only when it was updated; that was used as its date.")
        return _in_iso(written, guesses)
    return None


def _in_iso(written: str, guesses: list[str]) -> str:
    """By our own rules: feedparser turns “2016/6/29” into another day, and drops time zones that it does not know."""
    iso = timestamps.in_iso(written)
    if iso != written.strip() and (remark := timestamps.read(written).remark):
        guesses.append(f"The date {written!r} names the wrong day of the week: {remark}.")
    return iso


def _rich(part: Parsed) -> str:
    value = part.get("value") or ""
    return html.escape(value, quote=False) if part.get("type") == "text/plain" and "<" not in value else value


def _line(part: Parsed) -> str:
    """A plain line, escaped because the mapping will interpret entities and tags."""
    value = part.get("value") or ""
    return html.escape(value, quote=False) if part.get("type") == "text/plain" else value

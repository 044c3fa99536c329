"""JSON Feed, versions 1 and 1.1."""

import html
from collections.abc import Iterator
from typing import Any

import msgspec

from releases.importing import links
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.sources import CannotBeReadError


def entries(text: str, foreign: Foreign) -> Iterator[tuple[dict[str, object], list[str]]]:
    try:
        feed = msgspec.json.decode(text.encode("utf-8", "surrogatepass"))
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise CannotBeReadError(f"It is not valid JSON: {error}.") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version", "")):
        raise CannotBeReadError("It is not a JSON Feed.")
    for item in items:
        guesses: list[str] = []
        data = _data(item, str(feed.get("language") or ""), foreign, guesses) if isinstance(item, dict) else {}
        home = str(feed.get("home_page_url") or feed.get("feed_url") or "")
        yield data | _addresses(data, home), guesses


def _addresses(data: dict[str, object], home: str) -> dict[str, object]:
    """Its own address in full; for a text that has none, the one to read its links against."""
    if isinstance(data.get("url"), str):
        return {"url": links.joined(home, str(data["url"]))}
    return {"base": home} if home else {}


def _data(item: dict[str, Any], feed_language: str, foreign: Foreign, guesses: list[str]) -> dict[str, object]:
    body = item.get("content_html")
    if body is None and isinstance(item.get("content_text"), str):
        body = html.escape(item["content_text"], quote=False)  # the mapping keeps its lines
    attachments = item.get("attachments")
    data = {
        "id": item.get("id") if not isinstance(item.get("id"), int | float) else str(item["id"]),
        "language": foreign.language_of(str(item.get("language") or feed_language), guesses),
        "title": item.get("title"),
        "date": item.get("date_published") or item.get("date_modified"),
        "body": body,
        "lead": item.get("summary"),
        "url": item.get("url"),
        "categories": item.get("tags"),
        "attachments": [
            {"path": part["url"], "title": str(part.get("title") or "")}
            for part in (attachments if isinstance(attachments, list) else [])
            if isinstance(part, dict) and isinstance(part.get("url"), str)
        ],
    }
    return {key: value for key, value in data.items() if value is not None}

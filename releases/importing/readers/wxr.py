"""WordPress exports. Published posts are releases; everything else is skipped and counted, with a reason."""

import datetime
import re
from collections.abc import Iterator
from typing import IO

from releases.importing import lines
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.xml_items import Element, items
from releases.importing.records import SourceItem, item_of
from releases.language import timestamps

WORDPRESS, CONTENT, EXCERPT = "wordpress.org/export", "purl.org/rss/1.0/modules/content", "excerpt"
POST, PUBLISHED, SCHEDULED = "post", "publish", "future"
NO_DATE = "0000-00-00"
# [caption id="…"]…[/caption] is specific to WordPress; its content is kept.
SHORT_CODE = re.compile(r"\[/?(?:caption|gallery|embed|audio|video|playlist)\b[^\[\]]{0,500}\]")


def read(file: IO[bytes], name: str, foreign: Foreign, after: int = 0) -> Iterator[SourceItem]:
    for number, (element, channel) in enumerate(items(file, "item"), start=1):
        if reason := _none_of_ours(element):
            yield SourceItem(name, number, skipped=reason)
            continue
        guesses: list[str] = []
        yield item_of(foreign.defaults | _data(element, channel, foreign, guesses), name, number, guesses)


def _none_of_ours(element: Element) -> str:
    """Why the item is not a release; empty if it is one."""
    kind, status = element.say("post_type", within=WORDPRESS), element.say("status", within=WORDPRESS)
    if kind != POST:
        return f"Its type is {kind!r}; it is not a post." if kind else "It has no post type."
    if element.say("post_password", within=WORDPRESS):
        return "It was password-protected, so it was not public."
    if status == SCHEDULED and _is_ahead(element):
        return ""
    return "" if status == PUBLISHED else f"It was not public at its origin: its status is {status!r}."


def _is_ahead(element: Element) -> bool:
    """A scheduled post still in the future is an embargo; for one whose time has passed, the export does not show
    whether it was published.
    """
    try:
        due = datetime.datetime.fromisoformat(_date(element) or "")
    except ValueError:
        return False
    return due.tzinfo is not None and due > datetime.datetime.now(datetime.UTC)


def _data(element: Element, channel: dict[str, str], foreign: Foreign, guesses: list[str]) -> dict[str, object]:
    excerpt = element.say("encoded", within=EXCERPT)
    tags = [str(category) for category in element.all_named("category") if str(category)]
    data: dict[str, object] = {
        "id": element.say("post_id", within=WORDPRESS) or element.say("guid"),
        "language": foreign.language_of(channel.get("language", ""), guesses),
        "title": element.say("title"),
        "date": _date(element),
        "body": _paragraphs(element.say("encoded", within=CONTENT)),
        "lead": excerpt or None,
        "url": element.say("link") or None,
        "type": "news",
        "keywords": list(dict.fromkeys(tag for tag in tags if tag != "Uncategorized")),
    }
    return {key: value for key, value in data.items() if value is not None}


def _date(element: Element) -> str | None:
    """With its offset, computed from the local and the GMT time in the export."""
    local, utc = element.say("post_date", within=WORDPRESS), element.say("post_date_gmt", within=WORDPRESS)
    try:
        there = datetime.datetime.fromisoformat(local)
        if utc and not utc.startswith(NO_DATE):
            offset = there - datetime.datetime.fromisoformat(utc)
            return there.replace(tzinfo=datetime.timezone(offset)).isoformat()
        return there.isoformat()
    except ValueError:
        published = element.say("pubDate")
        return timestamps.in_iso(published) if published else None


def _paragraphs(body: str) -> str:
    """Insert the paragraphs that older posts mark by blank lines only; the block editor writes its own."""
    without_codes = SHORT_CODE.sub("", body)
    return without_codes if "<!-- wp:" in body else lines.with_paragraphs(without_codes)

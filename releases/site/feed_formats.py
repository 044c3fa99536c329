"""RSS and Atom: how a feed is put together from entries that were written before, and what of them is ours."""

import datetime
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from releases.language.instants import to_the_second
from releases.record.heads import PublicHead
from releases.site.addresses import full
from releases.site.hub.topics import HUB

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721
RECORD = "urn:x-newsroom:record"  # our own: the last line of the record of a release
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
END = "</entry>"
CUT = "\x1c"  # where entries belong; XML can have no such character


@dataclass
class Entries:
    """What stands for the entries of a feed, and when the last of them changed."""

    kept: str = ""
    changed_at: datetime.datetime = NEVER


class Joined:
    """A feed whose entries were written before. Without any it never changed, where Django uses the current time."""

    feed: dict[str, Any]
    items: list[dict[str, Any]]
    entries = Entries()
    link_element: str

    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else self.entries.changed_at  # type: ignore[misc]  # mixed into a feed class

    def add_root_elements(self, handler: Any) -> None:
        """For WebSub as well."""
        super().add_root_elements(handler)  # type: ignore[misc]  # mixed into a feed class
        handler.addQuickElement(self.link_element, "", {"rel": "hub", "href": full(HUB)})

    def write_items(self, handler: Any) -> None:
        super().write_items(handler)  # type: ignore[misc]  # mixed into a feed class
        handler.ignorableWhitespace(self.entries.kept)  # as it is

    def written(self) -> list[str]:
        """Each of the items as XML."""
        return [self._written(item) for item in self.items]

    def _written(self, item: dict[str, Any]) -> str:
        out = StringIO()
        self.items, before = [item], self.items
        super().write_items(SimplerXMLGenerator(out, "utf-8", short_empty_elements=True))  # type: ignore[misc]  # mixed into a feed class
        self.items = before
        return out.getvalue()


class Rss(Joined, Rss201rev2Feed):
    link_element = "atom:link"


class Atom(Joined, Atom1Feed):
    """Adds the text as content beside the lead as summary; Django supports only the summary."""

    link_element = "link"

    def item_attributes(self, item: dict[str, str]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:at": TOMBSTONES, "xmlns:record": RECORD}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for name, gone_at, note in self.feed.get("gone", ()):
            handler.startElement("at:deleted-entry", {"ref": name, "when": to_the_second(gone_at)})
            handler.addQuickElement("at:comment", note)
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item | {"description": item["lead"] or None})
        handler.addQuickElement("content", item["description"], {"type": "html"})


def completed(entry: str, end: str | None) -> str:
    return entry if end is None else f"{entry.removesuffix(END)}{end}"


def end_with(head: PublicHead) -> str:
    """The end of an entry of an Atom feed: the head of its release’s record, which also moves when another language changes."""
    at = to_the_second(head.at)
    return f'<record:head lines="{head.lines}" at="{at}">{escape(head.digest)}</record:head>{END}'

"""The list as a feed, with the same filters and full text. The entry of a release is written once and kept."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Enclosure
from django.utils.html import escape
from django.utils.timezone import localtime

from releases.language.organisation import organisation
from releases.lists.selection import Found
from releases.models import Edition
from releases.reading.editions import Reading, readings
from releases.record.heads import public_heads
from releases.site import pieces
from releases.site.addresses import full
from releases.site.elsewhere import html_of
from releases.site.feed_formats import Atom, Entries, Rss, completed
from releases.site.hub.topics import links
from releases.site.identifiers import guid
from releases.site.listing import NEWEST, Listing
from releases.site.notices import notices
from releases.site.requests import look_of, vocabularies_of

ITEMS = 20
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Asked:
    """A feed, and the releases whose entries are to be written; the others are kept."""

    listing: Listing
    readings: tuple[Reading, ...] = ()


class ReleaseFeed(Feed):
    """All its addresses are absolute and start with `SITE_URL`, whatever the host of the request."""

    item_guid_is_permalink = False
    address: str

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Leaves conditional requests to the ETag: the date of the newest item does not change when another one is withdrawn."""
        asked = Asked(Listing(request.GET, vocabularies_of(request), look_of(request)))
        feed: Any = self.get_feed(asked, request)
        feed.entries = self._entries(asked.listing, request)
        response = HttpResponse(content_type=feed.content_type, headers={"Link": links(self.feed_url(asked))})
        feed.write(response, "utf-8")
        return response

    def _entries(self, listing: Listing, request: HttpRequest) -> Entries:
        """Kept ones, and for the next reader those that were not."""
        selection, kind = listing.filter.selection, f"entry {self.address}"

        def made(missing: set[tuple[int, str]]) -> dict[tuple[int, str], str]:
            editions = Edition.objects.listed().filter(pk__in={pk for pk, _ in missing}).with_first_release()
            asked = Asked(listing, tuple(readings(editions, listing.vocabularies, "fields_of_work", "files")))
            feed: Any = self.get_feed(asked, request)
            return {
                (reading.edition.pk, kind): entry for reading, entry in zip(asked.readings, feed.written(), strict=True)
            }

        numbers = Found(selection, NEWEST).numbers(0, ITEMS)
        found = pieces.of_listed({(number, kind) for number in numbers}, listing.vocabularies, made)
        shown = {number: found[number, kind] for number in numbers if (number, kind) in found}
        if not shown:
            return Entries()
        releases = dict(zip(shown, selection.register.release(np.array([*shown])).tolist(), strict=True))
        changed_at = max(selection.register.begins[[*shown]].tolist())
        return Entries(self.completed(shown, releases), localtime(EPOCH + datetime.timedelta(microseconds=changed_at)))

    def completed(self, shown: dict[int, str], releases: dict[int, int]) -> Iterable[str]:
        """Each entry, and by its release what changes later."""
        return shown.values()

    def title(self, asked: Asked) -> str:
        return title_of(asked.listing)

    def description(self) -> str:
        return organisation().releases

    def author_name(self) -> str:
        return organisation().name

    def link(self, asked: Asked) -> str:
        return link_of(asked.listing)

    def feed_url(self, asked: Asked) -> str:
        return full(reverse(self.address), asked.listing.query)

    def feed_guid(self, asked: Asked) -> str:
        return self.feed_url(asked)

    def items(self, asked: Asked) -> tuple[Reading, ...]:
        return asked.readings

    def item_title(self, item: Reading) -> str:
        return item.edition.headline

    def item_description(self, item: Reading) -> str:
        """With absolute links, since feed readers have no base address."""
        body = html_of(item)
        return body or escape(item.edition.lead)

    def item_link(self, item: Reading) -> str:
        return full(item.url)

    def item_guid(self, item: Reading) -> str:
        return guid(item.edition)

    def item_categories(self, item: Reading) -> list[str]:
        return [term.label for term in item.fields_of_work]

    def item_pubdate(self, item: Reading) -> datetime.datetime:
        return localtime(item.edition.first_live_from)

    def item_updateddate(self, item: Reading) -> datetime.datetime | None:
        return localtime(item.edition.live_from)

    def item_enclosures(self, item: Reading) -> list[Enclosure]:
        return [
            Enclosure(full(shown.address), str(shown.file.size), shown.file.media_type) for shown in item.shown_files
        ]

    def item_extra_kwargs(self, item: Reading) -> dict[str, object]:
        return {"language": item.edition.language, "lead": escape(item.edition.lead)}


class RssFeed(ReleaseFeed):
    feed_type = Rss
    address = "feed-rss"

    def item_enclosures(self, item: Reading) -> list[Enclosure]:
        """RSS allows only one: the first picture, or else the first file."""
        enclosures = super().item_enclosures(item)
        return sorted(enclosures, key=lambda enclosure: not enclosure.mime_type.startswith("image/"))[:1]


class AtomFeed(ReleaseFeed):
    feed_type = Atom
    address = "feed-atom"

    def subtitle(self) -> str:
        return self.description()

    def feed_extra_kwargs(self, asked: Asked) -> dict[str, Any]:
        """Whatever the filters: a reader keeps what it has taken until it is told."""
        return {"gone": notices(asked.listing.filter.values["language"])}

    def completed(self, shown: dict[int, str], releases: dict[int, int]) -> Iterator[str]:
        heads = public_heads(releases.values())
        return (completed(entry, heads.get(releases[number])) for number, entry in shown.items())


def title_of(listing: Listing) -> str:
    newsroom = organisation().newsroom
    return f"{newsroom}: {listing.heading}" if listing.query else newsroom


def link_of(listing: Listing) -> str:
    """The page of the list."""
    return full(reverse("release-list"), listing.query)

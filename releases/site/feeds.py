"""The list as a feed, with the same filters and full text. The entry of a release is written once and kept."""

import datetime
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Enclosure
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import get_language

from releases.language.organisation import organisation
from releases.lists.selection import Found
from releases.models import Edition
from releases.reading.editions import Reading, readings
from releases.record.heads import public_heads
from releases.site import pieces
from releases.site.addresses import full
from releases.site.elsewhere import html_of
from releases.site.feed_formats import CUT, Atom, Entries, Rss, completed, end_with
from releases.site.hub.topics import links
from releases.site.identifiers import guid
from releases.site.listing import NEWEST, Listing
from releases.site.moment import Moment, Page, made_for
from releases.site.notices import notices
from releases.site.requests import look_of, vocabularies_of

ITEMS = 20
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Asked:
    """A feed, and the releases whose entries are to be written; the others are kept."""

    listing: Listing
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Around:
    """A feed but for its entries: which these are, and with what they end."""

    before: bytes
    ids: tuple[int, ...]
    after: bytes
    ends: dict[int, str]
    content_type: str
    link: str

    def page(self, entries: dict[int, str]) -> Page:
        whole = "".join([completed(entry, self.ends.get(number)) for number, entry in entries.items()])
        return Page(b"".join([self.before, whole.encode(), self.after]), self.content_type, (("Link", self.link),))


def assembled(moment: Moment, name: str, query: str) -> Page | None:
    """The feed, if all its pieces are there; else whoever writes it keeps them. One query, which has the last word on what is listed."""
    address = f"feed-{name}"
    around: Around | None = moment.made.get(_name(address, query))
    if around is None:
        return None
    kind = kind_of(address)
    found = pieces.kept({(number, kind) for number in around.ids}, moment.vocabularies)
    entries = {number: found[number, kind] for number in around.ids if (number, kind) in found}
    return around.page(entries) if len(entries) == len(around.ids) else None


def kind_of(address: str) -> str:
    """The kind of its pieces."""
    return f"entry {address}"


def _name(address: str, query: str) -> Hashable:
    return address, get_language(), query


class ReleaseFeed(Feed):
    """All its addresses are absolute and start with `SITE_URL`, whatever the host of the request."""

    item_guid_is_permalink = False
    address: str

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Leaves conditional requests to the ETag: the date of the newest item does not change when another one is withdrawn."""
        asked = Asked(Listing(request.GET, vocabularies_of(request), look_of(request)))
        entries = self._entries(asked.listing, request)
        around = self._around(asked, request, [*entries])
        made_for(request).put(
            _name(self.address, request.META["QUERY_STRING"]), around, len(around.before) + len(around.after)
        )
        return around.page(entries).response()

    def _around(self, asked: Asked, request: HttpRequest, shown: list[int]) -> Around:
        """The feed without its entries."""
        feed: Any = self.get_feed(asked, request)
        ends, changed_at = {}, None
        if shown:
            register = asked.listing.filter.selection.register
            changed_at = localtime(EPOCH + datetime.timedelta(microseconds=max(register.begins[shown].tolist())))
            ends = self.ends(dict(zip(shown, register.release(np.array(shown)).tolist(), strict=True)))
        feed.entries = Entries(CUT, changed_at) if changed_at else Entries(CUT)
        before, _cut, after = feed.writeString("utf-8").partition(CUT)
        link = links(self.feed_url(asked))
        return Around(before.encode(), tuple(shown), after.encode(), ends, feed.content_type, link)

    def _entries(self, listing: Listing, request: HttpRequest) -> dict[int, str]:
        """Kept ones, and for the next reader those that were not."""
        selection, kind = listing.filter.selection, kind_of(self.address)

        def made(missing: set[tuple[int, str]]) -> dict[tuple[int, str], str]:
            editions = Edition.objects.listed().filter(pk__in={pk for pk, _ in missing}).with_first_release()
            asked = Asked(listing, tuple(readings(editions, listing.vocabularies, "fields_of_work", "files")))
            feed: Any = self.get_feed(asked, request)
            return {
                (reading.edition.pk, kind): entry for reading, entry in zip(asked.readings, feed.written(), strict=True)
            }

        numbers = Found(selection, NEWEST).numbers(0, ITEMS)
        found = pieces.of_listed({(number, kind) for number in numbers}, listing.vocabularies, made)
        return {number: found[number, kind] for number in numbers if (number, kind) in found}

    def ends(self, releases: dict[int, int]) -> dict[int, str]:
        """By edition the end of its entry, where that says what changes later; `releases` has the numbers of their releases."""
        return {}

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

    def ends(self, releases: dict[int, int]) -> dict[int, str]:
        heads = public_heads(releases.values())
        return {number: end_with(heads[release]) for number, release in releases.items() if release in heads}


def title_of(listing: Listing) -> str:
    newsroom = organisation().newsroom
    return f"{newsroom}: {listing.heading}" if listing.query else newsroom


def link_of(listing: Listing) -> str:
    """The page of the list."""
    return full(reverse("release-list"), listing.query)

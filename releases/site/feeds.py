"""The list as a feed, with the same filters and full text."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.xmlutils import SimplerXMLGenerator

from releases.language.instants import to_the_second
from releases.language.organisation import organisation
from releases.models import Edition, EditionQuerySet
from releases.models.clock import Now
from releases.reading.editions import Reading, readings
from releases.record.heads import public_heads
from releases.search.selection import ALL_LANGUAGES
from releases.site.hub.topics import HUB, links
from releases.site.identifiers import guid
from releases.site.listing import Listing
from releases.site.requests import look_of, vocabularies_of
from taxonomy import richtext

ITEMS = 20
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721
RECORD = "urn:x-newsroom:record"  # our own: the last line of the record of a release
NOTICES_FOR = datetime.timedelta(days=30)  # how long feeds tell that a release was withdrawn or removed
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class DatedByItsItems:
    """Dates an empty feed as never changed, where Django uses the current time."""

    items: list[dict[str, object]]

    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else NEVER  # type: ignore[misc]  # mixed into a feed class


class NamesItsHub(DatedByItsItems):
    """For WebSub."""

    link_element: str

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)  # type: ignore[misc]  # mixed into a feed class
        handler.addQuickElement(self.link_element, "", {"rel": "hub", "href": full(HUB)})


class Rss(NamesItsHub, Rss201rev2Feed):
    link_element = "atom:link"


class Atom(NamesItsHub, Atom1Feed):
    """Adds the text as content beside the lead as summary; Django supports only the summary."""

    link_element = "link"

    def item_attributes(self, item: dict[str, str]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:at": TOMBSTONES, "xmlns:record": RECORD}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for edition in self.feed.get("gone", ()):
            handler.startElement("at:deleted-entry", {"ref": guid(edition), "when": to_the_second(edition.live_from)})
            handler.addQuickElement("at:comment", edition.change_note)
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item | {"description": item["lead"] or None})
        handler.addQuickElement("content", item["description"], {"type": "html"})
        if head := item.get("head"):
            at = to_the_second(head.at)
            handler.addQuickElement("record:head", head.digest, {"lines": str(head.lines), "at": at})


class ReleaseFeed(Feed):
    """All its addresses are absolute and start with `SITE_URL`, whatever the host of the request."""

    item_guid_is_permalink = False
    address: str

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Leaves conditional requests to the ETag: the date of the newest item does not change when another one is withdrawn."""
        response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]
        response["Link"] = links(self.feed_url(self.get_object(request)))
        return response

    def get_object(self, request: HttpRequest) -> Listing:
        return Listing(request.GET, vocabularies_of(request), look_of(request))

    def title(self, listing: Listing) -> str:
        newsroom = organisation().newsroom
        return f"{newsroom}: {listing.heading}" if listing.query else newsroom

    def description(self) -> str:
        return organisation().releases

    def author_name(self) -> str:
        return organisation().name

    def link(self, listing: Listing) -> str:
        return full(reverse("release-list"), listing.query)

    def feed_url(self, listing: Listing) -> str:
        return full(reverse(self.address), listing.query)

    def feed_guid(self, listing: Listing) -> str:
        return self.feed_url(listing)

    def items(self, listing: Listing) -> list[Reading]:
        editions = listing.filter.qs.newest_first().with_first_release()[:ITEMS]
        found = list(readings(editions, listing.vocabularies, "fields_of_work", "files"))
        heads = public_heads(reading.edition.release_id for reading in found)
        for reading in found:
            reading.head = heads.get(reading.edition.release_id)
        return found

    def item_title(self, item: Reading) -> str:
        return item.edition.headline

    def item_description(self, item: Reading) -> str:
        """With absolute links, since feed readers have no base address."""
        body = richtext.clean(item.edition.body).replace('href="/', f'href="{settings.SITE_URL}/')
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
        return {"language": item.edition.language, "lead": escape(item.edition.lead), "head": item.head}


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

    def feed_extra_kwargs(self, listing: Listing) -> dict[str, Any]:
        """Whatever the filters: a reader keeps what it has taken until it is told."""
        return {"gone": list(gone_lately(listing.filter.values["language"]))}


def gone_lately(language: str) -> EditionQuerySet:
    """What was withdrawn or removed within thirty days and still is, the newest first."""
    lately = Edition.objects.live().filter(kind__in=Edition.UNLISTED, live_from__gt=Now() - NOTICES_FOR)
    found = lately if language == ALL_LANGUAGES else lately.filter(language=language)
    return found.with_first_release().order_by("-live_from", "-pk")[:ITEMS]


def full(path: str, query: str = "") -> str:
    return f"{settings.SITE_URL}{path}{'?' + query if query else ''}"

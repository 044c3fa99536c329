"""The page of a list put together. What a query and its count decide is kept; numbers of the filters and years, and which
releases these are, hold until public content changes; cards are kept beside the texts, and read for each request.
"""

import sys
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import get_language

from releases.site import options
from releases.site.cards import kept_cards
from releases.site.choices import choices
from releases.site.cuts import in_parts
from releases.site.listing import Listing
from releases.site.moment import Moment, Page, made_for
from releases.site.requests import PublicRequest
from releases.site.results import marked

MOST = 100  # frames of about ten kilobytes each
NUMBER = 15  # of parts
CARDS, GROUPS, LANGUAGES, PERIODS = 6, 8, 10, 12
HOLES = (CARDS, GROUPS, LANGUAGES, PERIODS)


@dataclass(frozen=True)
class Around:
    """A page of a list but for its cards: which these are, and of a search also what they look like with its words marked."""

    before: bytes
    ids: tuple[int, ...]
    after: bytes
    marked: Mapping[int, bytes] | None = None

    @property
    def size(self) -> int:
        return len(self.before) + len(self.after) + sum(map(len, (self.marked or {}).values()))


def assembled(moment: Moment, query: str) -> Page | None:
    """The page, if all its pieces are there; else whoever renders it keeps them. One query, which has the last word on what is listed."""
    around: Around | None = moment.made.get(_name(query))
    if around is None:
        return None
    cards = around.marked and marked(around.marked, around.ids)
    if cards is None:
        cards = kept_cards(around.ids, moment.vocabularies)
    return Page(b"".join([around.before, *cards, around.after])) if len(cards) == len(around.ids) else None


def response(request: PublicRequest, listing: Listing) -> HttpResponse:
    frames: OrderedDict[Hashable, list[str]] = request.vocabularies.made.setdefault("lists", OrderedDict())
    key = _key(request, listing)
    kept = frames.get(key)
    if kept is None:
        return _rendered(request, listing, frames, key)
    parts = list(kept)
    parts[CARDS] = "".join(listing.cards)
    parts[GROUPS] = options.filter_groups(listing.groups)
    parts[LANGUAGES] = options.language_options(listing.languages)
    parts[PERIODS] = options.bars(listing.periods)
    _keep(request, listing, parts)
    return HttpResponse("".join(parts))


def _keep(request: PublicRequest, listing: Listing, parts: list[str]) -> None:
    ids = tuple(listing.page.object_list)
    if len(ids) != len(listing.cards):
        return  # one has ended since
    marked = None
    if listing.filter.selection.asks_for_words:
        marked = {pk: card.encode() for pk, card in zip(ids, listing.cards, strict=True)}
    around = Around("".join(parts[:CARDS]).encode(), ids, "".join(parts[CARDS + 1 :]).encode(), marked)
    made_for(request).put(_name(request.META["QUERY_STRING"]), around, around.size)


def _name(query: str) -> Hashable:
    return "list", get_language(), query


def _key(request: PublicRequest, listing: Listing) -> Hashable:
    """Everything that the frame depends on, beside the vocabularies."""
    in_pages = listing.query_in_pages  # names the release that heads the list
    missing = listing.filter.selection.in_part
    query = request.META["QUERY_STRING"]
    return get_language(), query, listing.page.paginator.count, in_pages, missing, listing.did_you_mean


def _rendered(
    request: PublicRequest, listing: Listing, frames: OrderedDict[Hashable, list[str]], key: Hashable
) -> HttpResponse:
    context = {
        "listing": listing,
        "page": listing.page,
        "cards": listing.cards,
        "choices": list(choices(listing.filter)),
        "noindex": not listing.worth_indexing,
    }
    parts = in_parts("release_list.html", context, request)
    page = "".join(parts)
    if listing.filter.problems:
        return HttpResponse(page, status=400)
    if len(parts) == NUMBER and listing.page.object_list:
        frames[key] = [sys.intern(part) if at not in HOLES else "" for at, part in enumerate(parts)]
        while len(frames) > MOST:
            frames.popitem(last=False)
        _keep(request, listing, parts)
    return HttpResponse(page)

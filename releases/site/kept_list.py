"""The page of a list put together: what a query and its count decide is kept; cards, numbers of the filters and years are
made for each request.
"""

import sys
from collections import OrderedDict
from collections.abc import Hashable

from django.http import HttpResponse
from django.utils.translation import get_language

from releases.site import options
from releases.site.choices import choices
from releases.site.cuts import in_parts
from releases.site.listing import Listing
from releases.site.requests import PublicRequest

MOST = 200  # frames of about ten kilobytes each
NUMBER = 15  # of parts
CARDS, GROUPS, LANGUAGES, PERIODS = 6, 8, 10, 12
HOLES = (CARDS, GROUPS, LANGUAGES, PERIODS)


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
    return HttpResponse("".join(parts))


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
    return HttpResponse(page)

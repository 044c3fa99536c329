"""The front page: the newest releases, announcements, and ways into the archive.

Which releases these are is computed in memory, so that no query plan can go wrong at a million editions.
"""

import datetime
from collections.abc import Sequence

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from releases.lists.selection import Asked, Selection
from releases.models import Edition
from releases.site import kept_front
from releases.site.cards import Wanted, places
from releases.site.featuring import featured
from releases.site.listing import Listing
from releases.site.navigation import field_operations
from releases.site.requests import PublicRequest, look_of

NEXT = 4  # beside the leading one
LATEST = 6  # listed below them
FROM_MEETINGS = 4
COMING = 3
ANNOUNCED_FOR = datetime.timedelta(days=21)  # beyond its date a media advisory is out of date


def front(request: PublicRequest) -> HttpResponse:
    vocabularies = request.vocabularies
    listing = Listing(QueryDict(), vocabularies, look_of(request))
    everything = listing.filter.selection
    shown, chosen = in_order(request, everything.newest(0, 1 + NEXT + LATEST))
    wanted = {
        "lead": Wanted(shown[:1], leading=True),
        "next": Wanted(shown[1 : 1 + NEXT], headline_only=True),
        "latest": Wanted(shown[1 + NEXT :], "h3"),
        "from_meetings": Wanted(from_meetings(everything).newest(0, FROM_MEETINGS), "h3", headline_only=True),
        "coming": Wanted(announced(everything).newest(0, COMING), "h3", headline_only=True),
    }
    cards = dict(zip(wanted, places([*wanted.values()], vocabularies), strict=True))
    counts = listing.counts
    pieces = {name: joined(found) for name, found in cards.items()} | {
        "fields": kept_front.fields(vocabularies, counts.get("field", {})),
        "tiles": kept_front.tiles(vocabularies, counts.get("country", {})),
    }
    context = {"field_operations": field_operations(vocabularies), "chosen": chosen}
    return kept_front.response(request, pieces, context, wanted)


def in_order(request: PublicRequest, newest: Sequence[int]) -> tuple[Sequence[int], bool]:
    """With the featured release, if there is one, before the newest. Without any choice so far it costs no query."""
    chosen = featured() if request.freshness is None or request.freshness.choice else None
    if chosen is None:
        return newest, False
    return [chosen, *(pk for pk in newest if pk != chosen)][: 1 + NEXT + LATEST], True


def joined(cards: list[SafeString]) -> SafeString:
    return mark_safe("".join(cards))  # noqa: S308  # each is safe


def from_meetings(everything: Selection) -> Selection:
    """With any term of the meetings."""
    return _narrowed(everything, terms={"meeting": frozenset(everything.vocabularies.meetings.by_id)})


def announced(everything: Selection) -> Selection:
    first = timezone.localdate() - ANNOUNCED_FOR + datetime.timedelta(days=1)
    return _narrowed(everything, types=(Edition.Type.MEDIA_ADVISORY,), first=first)


def _narrowed(everything: Selection, **asked: object) -> Selection:
    """A part of the same list at the same instant."""
    narrower = Asked(language=get_language() or "", **asked)  # type: ignore[arg-type]  # one of its fields each
    return Selection(narrower, everything.vocabularies, (everything.register, everything.now))

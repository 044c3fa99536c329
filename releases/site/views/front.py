"""The front page: the newest releases, announcements, and ways into the archive."""

import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from releases.models import Edition, EditionMeeting
from releases.reading.editions import readings
from releases.site import tiles
from releases.site.listing import Listing
from releases.site.requests import PublicRequest

NEXT = 4  # beside the leading one
LATEST = 6  # listed below them
FROM_MEETINGS = 4
COMING = 3
ANNOUNCED_FOR = datetime.timedelta(days=21)  # beyond its date a media advisory is out of date


def front(request: PublicRequest) -> HttpResponse:
    vocabularies = request.vocabularies
    newest = Edition.objects.listed().filter(language=get_language()).newest_first()
    latest = list(newest[: 1 + NEXT + LATEST])
    from_meetings = list(
        newest.filter(pk__in=EditionMeeting._default_manager.values("content_object_id"))[:FROM_MEETINGS]
    )
    announced = newest.filter(type=Edition.Type.MEDIA_ADVISORY, date__gt=timezone.localdate() - ANNOUNCED_FOR)
    coming = list(announced[:COMING])
    shown = {
        reading.edition.pk: reading for reading in readings({*latest, *from_meetings, *coming}, vocabularies, "sources")
    }
    counts = Listing(QueryDict(), vocabularies).counts
    by_field = counts.get("field", {})
    return render(
        request,
        "front.html",
        {
            "lead": [shown[edition.pk] for edition in latest[:1]],
            "next": [shown[edition.pk] for edition in latest[1 : 1 + NEXT]],
            "latest": [shown[edition.pk] for edition in latest[1 + NEXT :]],
            "from_meetings": [shown[edition.pk] for edition in from_meetings],
            "coming": [shown[edition.pk] for edition in coming],
            "fields": [
                (depth, term, by_field.get(str(term.pk), 0)) for depth, term in vocabularies.fields_of_work.tree()
            ],
            "tiles": tiles.participating_states(vocabularies.countries, counts.get("country", {})),
        },
    )

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from releases import tiles
from releases.models import Edition, EditionCountry, EditionMeeting
from releases.reading import readings

LATEST = 11  # one that leads, and ten below it
FROM_MEETINGS = 4


def front(request: HttpRequest) -> HttpResponse:
    vocabularies = request.vocabularies  # type: ignore[attr-defined]  # see middleware
    listed = Edition.objects.listed().filter(language=get_language())
    newest = listed.newest_first()
    latest = list(newest[:LATEST])
    links = EditionMeeting._default_manager.values("content_object_id")
    from_meetings = list(newest.filter(pk__in=links)[:FROM_MEETINGS])
    shown = list(readings(latest + from_meetings, vocabularies, "structures"))
    carried = EditionCountry._default_manager.filter(content_object__in=listed.values("pk")).order_by()
    counts = dict(carried.values_list("tag").annotate(Count("pk")))
    return render(
        request,
        "front.html",
        {
            "lead": shown[:1],
            "latest": shown[1 : len(latest)],
            "from_meetings": shown[len(latest) :],
            "tiles": tiles.participating_states(vocabularies.countries, counts),
        },
    )

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from releases.models import Edition
from releases.reading import readings, with_sources

LATEST = 11  # one that leads, and ten below it


def front(request: HttpRequest) -> HttpResponse:
    editions = Edition.objects.listed().filter(language=get_language()).newest_first()
    latest = list(readings(with_sources(editions)[:LATEST], request))
    return render(request, "front.html", {"lead": latest[:1], "latest": latest[1:]})

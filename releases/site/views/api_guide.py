"""The page about the API, for people."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from releases.site.addresses import full
from releases.site.api import operations
from releases.site.hub.topics import HUB


@dataclass(frozen=True)
class Example:
    """`path` is asked for as it stands; a test does so with every example."""

    words: Promise
    path: str


EXAMPLES = (
    Example(_("The newest releases in French, five at a time"), "/api/v1/releases/?language=fr&limit=5"),
    Example(_("Press releases about elections, of 2004"), "/api/v1/releases/?field=elections&type=press-release&from=2004-01-01&to=2004-12-31"),
    Example(_("Releases with the words “Permanent Council”"), "/api/v1/releases/?q=%22Permanent+Council%22"),
    Example(_("A release in English, with its text, contacts and files"), "/api/v1/releases/18/en/"),
    Example(_("The same as it was public on 22 November 2012"), "/api/v1/releases/18/en/?at=2012-11-22T12:00:00%2B01:00"),
    Example(_("Every edition of it"), "/api/v1/releases/18/en/history/"),
    Example(_("Everything that has changed, for a copy that is kept up to date"), "/api/v1/changes/?limit=100"),
    Example(_("Countries with their former names"), "/api/v1/terms/countries/"),
    Example(_("The description for programs (OpenAPI 3.1)"), "/api/v1/openapi.json"),
)  # fmt: skip


def guide(request: HttpRequest) -> HttpResponse:
    examples = [(example.words, settings.SITE_URL + example.path) for example in EXAMPLES]
    context = {"examples": examples, "default": operations.DEFAULT, "largest": operations.LARGEST, "hub": full(HUB)}
    return render(request, "api.html", context)

"""Every kind of public page by name, for the checks of accessibility, markup and weight."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils import translation

from releases.alerts.tokens import link_to
from releases.models import Edition, Reader, Subscription, SubscriptionRequest

# Pages served when no view can answer; they have no address, so a test must provide one.
PLAIN = ("400", "403", "500", "503")


@dataclass
class Site:
    """Where the sample is served, and the address of each kind of page on it."""

    address: str
    removed: int
    now: datetime.datetime

    def __post_init__(self) -> None:
        self.pages = self._pages()

    def _pages(self) -> dict[str, str]:
        corrected = Edition.objects.live().get(kind="correction")
        withdrawn = Edition.objects.live().get(kind="withdrawn")
        without_charts = Edition.objects.listed().filter(language="ru").exclude(body__contains="data-chart")
        translated = without_charts.latest("date")
        drawn = Edition.objects.listed().get(language="en", body__contains='data-chart="lines"')
        with translation.override("ru"):
            in_russian = translated.get_absolute_url()
            drawn_in_russian = Edition.objects.listed().get(language="ru", release=drawn.release_id).get_absolute_url()
        return {
            "front": "/",
            "list": "/releases/",
            "filtered list": "/releases/?type=news&field=elections&field=human-rights&from=2014-01-01&to=2014-12-31",
            "second page in every language": "/releases/?language=all&page=2",
            "empty list": "/releases/?q=zebra&field=youth",
            "bad filter": "/releases/?from=2004-02-30&field=nothing",
            "corrected release": corrected.get_absolute_url(),
            "release with charts": drawn.get_absolute_url(),
            "Russian release with charts": drawn_in_russian,
            "withdrawn release": withdrawn.get_absolute_url(),
            "history": f"/releases/{corrected.release_id}/history/",
            "earlier text": f"/releases/{corrected.release_id}/at/2012-12-01/",
            "removed release": f"/releases/{self.removed}/",
            "field of work": "/fields-of-work/media-freedom-and-development/",
            "country": "/countries/ukraine/",
            "structure": "/structures/permanent-council/",
            "field operation": "/field-operations/mission-to-moldova/",
            "meeting": "/meetings/summit-meetings/",
            "fields of work": "/fields-of-work/",
            "countries": "/countries/",
            "structures": "/structures/",
            "field operations": "/field-operations/",
            "meetings": "/meetings/",
            "plain page": "/about-us/",
            "for programs": "/api/",
            "e-mail alerts": "/alerts/?field=elections&q=office",
            "Russian e-mail alerts": "/ru/alerts/",
            **alerts(),
            "verifying": "/verify/",
            "Russian verifying": "/ru/verify/",
            "not found": "/nothing-here/",
            "Russian front": "/ru/",
            "Russian list": "/ru/releases/?language=all&field=human-rights",
            "Russian release": in_russian,
        }


def alerts() -> dict[str, str]:
    """The pages to which the links in letters lead."""
    wish: dict[str, Any] = {"query": "q=office&language=en", "language": "en"}
    request = SubscriptionRequest.objects.create(address="reader@example.org", network="", **wish)
    reader, _new = Reader.objects.get_or_create(address="reader@example.org")
    subscription, _new = Subscription.objects.get_or_create(reader=reader, **wish)
    rows = {"confirming alerts": request, "leaving alerts": subscription, "managing alerts": reader}
    return {name: urlsplit(link_to(row, "en")).path for name, row in rows.items()}


def plain(name: str, language: str) -> str:
    with translation.override(language):
        return render_to_string(f"{name}.html")

"""The one door of the newsroom to editions: what a person may see, on every page that lists, finds or opens any."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from releases.models import Edition, EditionQuerySet, Release


def visible(request: HttpRequest) -> EditionQuerySet:
    return Edition.objects.visible_to(request.user)


def visible_releases(request: HttpRequest) -> QuerySet[Release]:
    """Of which this person may see a text."""
    return Release.objects.filter(Exists(visible(request).filter(release=OuterRef("pk"))))

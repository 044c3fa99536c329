"""What a person may see, for every newsroom page that lists, searches or opens editions."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from releases.models import Edition, EditionQuerySet, Release


def visible(request: HttpRequest) -> EditionQuerySet:
    return Edition.objects.visible_to(request.user)


def visible_releases(request: HttpRequest) -> QuerySet[Release]:
    """Releases with at least one text visible to this person."""
    return Release.objects.filter(Exists(visible(request).filter(release=OuterRef("pk"))))

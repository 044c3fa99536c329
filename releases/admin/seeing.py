"""The one door of the newsroom to editions: what a person may see, on every page that lists, finds or opens any."""

from django.http import HttpRequest

from releases.models import Edition, EditionQuerySet


def visible(request: HttpRequest) -> EditionQuerySet:
    return Edition.objects.all()

import datetime

from django.contrib.sitemaps import Sitemap
from django.utils import translation

from releases.models import Edition, EditionQuerySet


class ReleaseSitemap(Sitemap):
    """Every listed edition in its own language."""

    limit = 50_000

    def items(self) -> EditionQuerySet:
        return Edition.objects.listed().only("release", "slug", "language", "live_from").order_by("-pk")

    def location(self, edition: Edition) -> str:
        with translation.override(edition.language):
            return edition.get_absolute_url()

    def lastmod(self, edition: Edition) -> datetime.datetime | None:
        return edition.live_from


SITEMAPS = {"releases": ReleaseSitemap}

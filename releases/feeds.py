"""The list as a feed, under the same filters, with the full text."""

import datetime

from django.contrib.syndication.views import Feed
from django.db.models import Min, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from releases.filters import ReleaseFilter, release_filter
from releases.models import Edition, EditionQuerySet
from releases.reading import Reading
from taxonomy import richtext

ITEMS = 20
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class DatedByItsItems:
    """A feed without items says that it never changed, where Django's would say that it has just now."""

    items: list

    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else NEVER  # type: ignore[misc]  # mixed into a feed


class Rss(DatedByItsItems, Rss201rev2Feed):
    pass


class Atom(DatedByItsItems, Atom1Feed):
    pass


class ReleaseFeed(Feed):
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest) -> ReleaseFilter:
        return release_filter(request)

    def title(self) -> str:
        return _("OSCE newsroom")

    def description(self) -> str:
        return _("Press releases and news of the OSCE")

    def link(self) -> str:
        return reverse("release-list")

    def items(self, chosen: ReleaseFilter) -> EditionQuerySet:
        editions = Edition.objects.filter(release=OuterRef("release"), language=OuterRef("language"), state="released")
        first = editions.order_by().values("release").annotate(first=Min("live_from")).values("first")
        return chosen.qs.annotate(first_live_from=Subquery(first))[:ITEMS]

    def item_title(self, edition: Edition) -> str:
        return edition.headline

    def item_description(self, edition: Edition) -> str:
        return richtext.clean(edition.body) or edition.lead

    def item_link(self, edition: Edition) -> str:
        return Reading(edition, vocabularies=None).url  # type: ignore[arg-type]  # its address needs no terms

    def item_guid(self, edition: Edition) -> str:
        """The same for every edition of the release in its language, whatever its headline becomes."""
        return f"release-{edition.release_id}-{edition.language}"

    def item_pubdate(self, edition: Edition) -> datetime.datetime:
        return edition.first_live_from

    def item_updateddate(self, edition: Edition) -> datetime.datetime | None:
        return edition.live_from


class RssFeed(ReleaseFeed):
    feed_type = Rss


class AtomFeed(ReleaseFeed):
    feed_type = Atom

    def subtitle(self) -> str:
        return self.description()

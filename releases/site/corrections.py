"""What was corrected, updated, withdrawn or removed, as a feed of its own.

Readers of feeds tell nobody of an entry that has changed, and a release that is older than the newest twenty is in no other feed.
So each of these has an entry of its own here.
"""

import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape, linebreaks
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from releases.language.organisation import organisation
from releases.lists.selection import ALL_LANGUAGES
from releases.models import Edition
from releases.site.addresses import full
from releases.site.feed_formats import Atom
from releases.site.hub.topics import links
from releases.site.identifiers import guid_of_edition
from releases.site.listing import Listing
from releases.site.notices import notices
from releases.site.requests import vocabularies_of
from releases.site.sharing import permanent_address

ITEMS = 50
TOLD = (*Edition.EXPLAINED, *Edition.UNLISTED)


class CorrectionsFeed(Feed):
    """In one language or in all; other filters would hide what was removed, since nothing is left of it to filter by."""

    feed_type = Atom
    item_guid_is_permalink = False

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]  # as in `ReleaseFeed`
        response["Link"] = links(self.feed_url(self.get_object(request)))
        return response

    def get_object(self, request: HttpRequest) -> str:
        """The language."""
        return Listing(request.GET, vocabularies_of(request)).filter.values["language"]

    def title(self) -> str:
        return _("%(newsroom)s: corrections and withdrawals") % {"newsroom": organisation().newsroom}

    def subtitle(self) -> str:
        return _("What was corrected, updated, withdrawn or removed")

    def author_name(self) -> str:
        return organisation().name

    def link(self) -> str:
        return full(reverse("release-list"))

    def feed_url(self, language: str) -> str:
        return full(reverse("feed-corrections"), "language=all" if language == ALL_LANGUAGES else "")

    def feed_guid(self, language: str) -> str:
        return self.feed_url(language)

    def feed_extra_kwargs(self, language: str) -> dict[str, Any]:
        return {"gone": notices(language)}

    def items(self, language: str) -> list[Edition]:
        """Each with whether it is listed now: only then may its headline be told."""
        told = Edition.objects.readable().filter(kind__in=TOLD).order_by("-live_from", "-pk")
        found = list((told if language == ALL_LANGUAGES else told.filter(language=language))[:ITEMS])
        listed = set(Edition.objects.listed().filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True))
        for each in found:
            each.listed_now = each.pk in listed  # for `item_title`; one instance serves all threads
        return found

    def item_title(self, item: Edition) -> str:
        number = _("Release %(number)s") % {"number": item.release_id}
        name = item.headline if item.listed_now else number  # type: ignore[attr-defined]  # see `items`
        return f"{item.get_kind_display().capitalize()}: {name}"

    def item_description(self, item: Edition) -> str:
        return linebreaks(escape(item.change_note))

    def item_link(self, item: Edition) -> str:
        return permanent_address(item)

    def item_guid(self, item: Edition) -> str:
        return guid_of_edition(item)

    def item_pubdate(self, item: Edition) -> datetime.datetime | None:
        return localtime(item.live_from)

    item_updateddate = item_pubdate

    def item_extra_kwargs(self, item: Edition) -> dict[str, Any]:
        return {"language": item.language, "lead": ""}

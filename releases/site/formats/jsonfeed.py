"""JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from releases.language.instants import to_the_second
from releases.language.organisation import organisation
from releases.reading.editions import Reading
from releases.site.elsewhere import html_of
from releases.site.hub.topics import HUB
from releases.site.identifiers import guid
from releases.site.pictures import shared

Json = dict[str, Any]
MEDIA_TYPE = "application/feed+json"


def feed(readings: list[Reading], title: str, page: str, own: str) -> Json:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "description": organisation().releases,
        "home_page_url": page,
        "feed_url": own,
        "language": get_language() or settings.LANGUAGE_CODE,
        "icon": settings.SITE_URL + "/favicon.ico",
        "hubs": [{"type": "WebSub", "url": settings.SITE_URL + HUB}],
        "authors": [{"name": organisation().name, "url": f"{settings.SITE_URL}/"}],
        "items": [_item(reading) for reading in readings],
    }


def _item(reading: Reading) -> Json:
    edition = reading.edition
    html = html_of(reading)
    found: Json = {
        "id": guid(edition),
        "url": settings.SITE_URL + reading.url,
        "title": edition.headline,
        "summary": edition.lead,
        "content_html": html,
        "content_text": "" if html else edition.lead or edition.headline,
        "date_published": to_the_second(edition.first_live_from),
        "date_modified": to_the_second(edition.live_from) if edition.live_from else "",
        "language": edition.language,
        "image": shared(reading).address,
        "authors": [{"name": term.source_label} for term in reading.sources],
        "tags": [term.label for term in reading.fields_of_work],
        "attachments": [
            {
                "url": settings.SITE_URL + shown.address,
                "mime_type": shown.file.media_type,
                "title": str(shown.file),
                "size_in_bytes": shown.file.size,
            }
            for shown in reading.shown_files
        ],
    }
    return {name: value for name, value in found.items() if value not in ("", [])}

"""oEmbed 1.0 (https://oembed.com): a card of a release, for sites on which somebody pastes its address."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html

from releases.language.organisation import organisation
from releases.models import Edition
from releases.reading.editions import Reading, parts_of
from releases.site.pictures import shared
from releases.site.views.timegate import edition_at
from taxonomy import snapshot

CARD_WIDTH, CARD_HEIGHT = 600, 240  # pixels, in which the card has room
CARD = '<blockquote lang="{}"><p><a href="{}">{}</a></p><p>{}</p><footer>{}, <time datetime="{}">{}</time></footer></blockquote>'
LONGEST = 2000  # characters of an address


def oembed(request: HttpRequest) -> HttpResponse:
    """JSON alone: 501 for XML, as the specification has it. Of what is not listed, nothing is embedded. Raises Http404."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only JSON is served here.\n", status=501, content_type="text/plain")
    address = request.GET.get("url", "")
    edition = edition_at(address) if len(address) <= LONGEST and "\x00" not in address else None
    if edition is None or edition.kind in Edition.UNLISTED:
        raise Http404
    with translation.override(edition.language):
        response = JsonResponse(card_of(edition), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def card_of(edition: Edition) -> dict[str, object]:
    """In the active language, which must be that of the edition."""
    address = settings.SITE_URL + edition.get_absolute_url()
    publisher = organisation()
    picture = shared(Reading(edition, snapshot.current(), parts_of([edition], "files").get(edition.pk)))
    facts = (publisher.name, edition.date.isoformat(), date_format(edition.date))
    return {
        "version": "1.0",
        "type": "rich",
        "title": edition.headline,
        "html": str(format_html(CARD, edition.language, address, edition.headline, edition.lead, *facts)),
        "width": CARD_WIDTH,
        "height": CARD_HEIGHT,
        "author_name": publisher.name,
        "provider_name": publisher.newsroom,
        "provider_url": f"{settings.SITE_URL}/",
        "thumbnail_url": picture.address,
        "thumbnail_width": picture.width,
        "thumbnail_height": picture.height,
    }

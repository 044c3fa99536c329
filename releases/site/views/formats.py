"""A release and a list in other formats, at addresses beside theirs, under the rule of visibility of the pages."""

import json
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from releases.models import Edition
from releases.reading.editions import Reading, parts_of, readings
from releases.site.addresses import full
from releases.site.feeds import ITEMS, link_of, title_of
from releases.site.formats import jsonfeed, names, newsml, ninjs, plain, references
from releases.site.formats.items import Item, items_of
from releases.site.formats.pdf.file import pdf_of
from releases.site.formats.pdf.typesetting import Busy, Unprintable
from releases.site.hub.topics import links
from releases.site.listing import Listing
from releases.site.notices import gone_lately
from releases.site.requests import PublicRequest
from releases.site.views.release import gone

ITEM: dict[str, Callable[[Item], str | bytes]] = {
    names.NINJS: lambda item: json.dumps(ninjs.news_item(item), ensure_ascii=False),
    names.NEWSML: lambda item: newsml.written(newsml.news_item(item)),
}
TEXTS: dict[str, Callable[[Reading], str | bytes]] = {
    names.PDF: pdf_of,
    names.TEXT: plain.text_of,
    names.RIS: references.ris,
    names.BIBTEX: references.bibtex,
    names.CSL: references.csl,
}


def release_format(request: PublicRequest, number: int, slug: str, ending: str) -> HttpResponse:
    """What was removed is told to agencies as canceled, with 410, at any address that it had."""
    live = Edition.objects.live().filter(release_id=number, language=get_language()).with_first_release()
    edition = live.first()
    if edition is None:
        raise Http404
    if edition.removed and ending not in ITEM:
        return gone(request, edition)
    if slug != edition.slug and not edition.removed:
        return redirect(names.address_of(edition, ending), permanent=True)
    status = 410 if edition.removed else 200
    if ending in ITEM:
        (item,) = items_of([edition], request.vocabularies)
        return _answer(ITEM[ending](item), names.MEDIA_TYPES[ending], edition, status)
    reading = Reading(edition, request.vocabularies, parts_of([edition]).get(edition.pk))
    try:
        return _answer(TEXTS[ending](reading), names.MEDIA_TYPES[ending], edition, status)
    except Unprintable as error:
        raise Http404 from error
    except Busy:
        return busy(request)


def busy(request: HttpRequest) -> HttpResponse:
    response = render(request, "503.html", status=503)
    response["Retry-After"], response["Cache-Control"] = "5", "no-store"
    return response


def _answer(content: str | bytes, media_type: str, edition: Edition, status: int) -> HttpResponse:
    """For programs and not for search engines, which are to find the page."""
    response = HttpResponse(content, content_type=media_type, status=status, headers={"X-Robots-Tag": "noindex"})
    response["Content-Language"] = edition.language
    if not edition.removed:
        response["Link"] = f'<{full(Reading(edition, None).url)}>; rel="canonical"'  # type: ignore[arg-type]  # its address needs no vocabulary
    return response


# Lists


def json_feed(request: PublicRequest) -> HttpResponse:
    listing = Listing(request.GET, request.vocabularies)
    editions = listing.filter.qs.newest_first().with_first_release()[:ITEMS]
    found = list(readings(editions, request.vocabularies, "fields_of_work", "files", "sources"))
    own = full(request.path, listing.query)
    content = jsonfeed.feed(found, title_of(listing), link_of(listing), own)
    return JsonResponse(
        content,
        content_type=jsonfeed.MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
        headers={"Link": links(own)},
    )


def ninjs_list(request: PublicRequest) -> HttpResponse:
    listing = Listing(request.GET, request.vocabularies)
    own = full(request.path, listing.query)
    content = ninjs.news_list(_items(listing, request), title_of(listing), own)
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False}, headers={"Link": links(own)})


def newsml_list(request: PublicRequest) -> HttpResponse:
    listing = Listing(request.GET, request.vocabularies)
    message = newsml.written(newsml.news_message(_items(listing, request)))
    own = full(request.path, listing.query)
    return HttpResponse(message, content_type=newsml.MESSAGE_TYPE, headers={"Link": links(own)})


def _items(listing: Listing, request: PublicRequest) -> list[Item]:
    """The newest under the filters, and what was withdrawn or removed lately, whatever the filters: whoever took it must hear of it."""
    newest = listing.filter.qs.newest_first().with_first_release()[:ITEMS]
    return items_of([*gone_lately(listing.filter.values["language"]), *newest], request.vocabularies)


def newsml_catalogue(request: HttpRequest) -> HttpResponse:
    return HttpResponse(newsml.written(newsml.catalogue()), content_type="application/xml; charset=utf-8")

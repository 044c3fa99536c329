"""ninjs 3.1, IPTC's news in JSON: https://iptc.org/std/ninjs/."""

from typing import Any

from django.conf import settings

from releases.language.instants import beginning, to_the_second
from releases.language.organisation import organisation
from releases.models import Edition
from releases.reading.pictures import ShownFile
from releases.site.elsewhere import html_of
from releases.site.formats.items import CANCELED, USABLE, Item, number_address, term_uri, type_uri
from releases.site.identifiers import guid
from releases.site.pictures import shared
from taxonomy import media_topics

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"
Json = dict[str, Any]


def news_item(item: Item) -> Json:
    """One release. Of what may not be used there is no text, and of what was removed not even a headline."""
    edition = item.edition
    found: Json = {
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "uri": item.guid,
        "type": "text",
        "representationType": "full" if item.status == USABLE else "partial",
        "version": str(edition.number),
        "pubStatus": item.status,
        "language": edition.language,
        "edNote": item.note,
        "altIds": [{"role": "number", "value": str(edition.release_id)}, {"role": "address", "value": item.address}],
        "copyrightNotice": item.notice,
        "copyrightHolder": organisation().name,
        "versionCreated": to_the_second(edition.live_from) if edition.live_from else "",
        "firstCreated": to_the_second(edition.first_live_from),
    }
    if item.status != CANCELED:
        found |= _metadata(item)
    if item.status == USABLE:
        found |= _content(item)
    return {name: value for name, value in found.items() if value not in ("", [])}


def _metadata(item: Item) -> Json:
    edition, reading = item.edition, item.reading
    return {
        "title": edition.headline,
        "headlines": [{"role": "main", "value": edition.headline}],
        "contentCreated": beginning(edition.date),
        "by": ", ".join(term.source_label for term in reading.sources),
        "slugline": edition.slug,
        "located": edition.places[0] if edition.places else "",
        "places": [{"name": place, "rel": "located", "literal": place} for place in edition.places]
        + [{"name": term.label, "rel": "about", "uri": term_uri(term)} for term in reading.countries],
        "infoSources": [
            {"name": term.source_label, "role": "source", "uri": term_uri(term)} for term in reading.sources
        ],
        "genres": [{"name": edition.get_type_display(), "literal": edition.type, "uri": type_uri(edition)}],
        "subjects": _subjects(item),
        "events": [{"name": term.label, "rel": "about", "uri": term_uri(term)} for term in reading.meetings],
        "people": [_person(contact) for contact in reading.contacts],
        "associations": [*map(_translation, item.translations)],
    }


def _content(item: Item) -> Json:
    edition = item.edition
    html = html_of(item.reading)
    text = item.reading.plain_text
    sizes = {"charCount": len(text), "wordCount": len(text.split())}
    share = shared(item.reading)
    picture = {"name": "share", "href": share.address, "contentType": share.media_type}
    return {
        "descriptions": [{"role": "lead", "contentType": "text/plain", "value": edition.lead}] if edition.lead else [],
        "bodies": [
            {"role": "main", "contentType": "text/html", "value": html, **sizes},
            {"role": "main", "contentType": "text/plain", "value": text, **sizes},
        ],
        "renditions": [picture],
        "associations": [*map(_translation, item.translations), *map(_file, item.reading.shown_files)],
    }


def _subjects(item: Item) -> list[Json]:
    """Our own field, and beside it the media topic where one matches."""
    found: list[Json] = []
    for term in item.reading.fields_of_work:
        found.append({"name": term.label, "rel": "about", "uri": term_uri(term)})
        if topic := media_topics.of(term):
            found.append({"name": topic.name, "rel": topic.match, "uri": topic.uri})
    return found + [{"name": word, "rel": "keyword", "literal": word} for word in item.edition.keywords]


def _person(contact: dict[str, str]) -> Json:
    ways = [("email", contact.get("email", "")), ("phone", contact.get("phone", ""))]
    info = [{"type": kind, "role": contact.get("role", ""), "value": value} for kind, value in ways if value]
    return {
        "name": contact["name"],
        "rel": "contact",
        "literal": contact["name"],
        **({"contactInfo": info} if info else {}),
    }


def _translation(other: Edition) -> Json:
    return {
        "name": other.headline,
        "rel": "translation",
        "uri": guid(other),
        "type": "text",
        "language": other.language,
        "renditions": [{"name": "web", "href": settings.SITE_URL + number_address(other), "contentType": "text/html"}],
    }


def _file(shown: ShownFile) -> Json:
    file = shown.file
    address = settings.SITE_URL + shown.address
    rendition: Json = {"name": "original", "href": address, "contentType": file.media_type, "sizeInBytes": file.size}
    if file.width and file.height:
        rendition |= {"width": file.width, "height": file.height}
    return {
        "name": str(file),
        "rel": "attachment",
        "uri": address,
        "type": "picture" if file.is_image else "component",
        "altIds": [{"role": "sha-256", "value": file.digest}],
        "renditions": [rendition],
        **({"descriptions": [{"role": "alternative-text", "value": file.alternative_text}]} if file.alternative_text else {}),
    }  # fmt: skip


def news_list(items: list[Item], title: str, address: str) -> Json:
    """A list as a package: ninjs has no message, and an item of type composite associates others."""
    newest = max((item.edition.live_from for item in items if item.edition.live_from), default=None)
    return {
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "uri": address,
        "type": "composite",
        "title": title,
        **({"versionCreated": to_the_second(newest)} if newest else {}),
        "associations": [{"name": item.guid, "rel": "item", **_without_standard(item)} for item in items],
    }


def _without_standard(item: Item) -> Json:
    return {name: value for name, value in news_item(item).items() if name != "standard"}

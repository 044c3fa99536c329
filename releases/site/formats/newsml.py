"""NewsML-G2 2.35, conformance level power: https://iptc.org/standards/newsml-g2/. Written with lxml and checked against the schema."""

import datetime
import re
from typing import Any

from django.conf import settings
from django.urls import reverse
from lxml import etree, html

from releases.language.instants import to_the_second
from releases.language.organisation import organisation
from releases.models import Edition
from releases.reading.editions import Reading
from releases.reading.pictures import ShownFile
from releases.site.elsewhere import html_of
from releases.site.formats.items import CANCELED, SIGNALS, USABLE, Item, number_address
from releases.site.identifiers import guid
from taxonomy import media_topics
from taxonomy.models import VOCABULARIES

NAR, XHTML, XML = (
    "http://iptc.org/std/nar/2006-10-01/",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/XML/1998/namespace",
)
MEDIA_TYPE = "application/vnd.iptc.g2.newsitem+xml"
MESSAGE_TYPE = "application/vnd.iptc.g2.newsmessage+xml"
# Schemes of IPTC; ours stand in the catalogue that we publish.
IPTC = {
    "ninat": "http://cv.iptc.org/newscodes/ninature/",
    "stat": "http://cv.iptc.org/newscodes/pubstatusg2/",
    "medtop": media_topics.SCHEME,
    "sig": "http://cv.iptc.org/newscodes/signal/",
}
OF_IPTC = {"correction", "update"}  # signals that IPTC has
ALIASES = {model: f"newsroom-{model.segment}" for model in VOCABULARIES}
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
Element = Any


def news_item(item: Item) -> Element:
    """One release. Of what may not be used there is no text, and of what was removed not even a headline."""
    edition = item.edition
    root = etree.Element(f"{{{NAR}}}newsItem", nsmap={None: NAR})
    root.attrib.update(
        {
            "standard": "NewsML-G2",
            "standardversion": "2.35",
            "conformance": "power",
            "guid": item.guid,
            "version": str(edition.number),
        }
    )
    root.set(f"{{{XML}}}lang", edition.language)
    _catalogues(root)
    rights = _add(root, "rightsInfo")
    _name(
        _add(rights, "copyrightHolder", uri=f"{settings.SITE_URL}/"),
        organisation().name,
    )
    _add(rights, "copyrightNotice", item.notice)
    _item_meta(root, item)
    if item.status != CANCELED:
        _content_meta(root, item)
    if item.status == USABLE:
        _content(root, item)
    return root


def _item_meta(root: Element, item: Item) -> None:
    edition = item.edition
    meta = _add(root, "itemMeta")
    _add(meta, "itemClass", qcode="ninat:text")
    _name(_add(meta, "provider", uri=f"{settings.SITE_URL}/"), organisation().newsroom)
    _add(meta, "versionCreated", to_the_second(edition.live_from) if edition.live_from else "")
    _add(meta, "firstCreated", to_the_second(edition.first_live_from))
    _add(meta, "pubStatus", qcode=f"stat:{item.status}")
    if item.status != CANCELED:
        _add(meta, "title", edition.headline)
    if item.note:
        _add(meta, "edNote", item.note)
    if item.signal:
        _add(meta, "signal", qcode=f"{'sig' if item.signal in OF_IPTC else 'newsroom-signals'}:{item.signal}")
    _add(meta, "link", rel="newsroom-relations:page", href=item.address, contenttype="text/html")
    for other in item.translations:
        href = settings.SITE_URL + number_address(other)
        link = _add(meta, "link", rel="newsroom-relations:translation", residref=guid(other), href=href)
        _add(link, "language", tag=other.language)


def _content_meta(root: Element, item: Item) -> None:
    edition, reading = item.edition, item.reading
    meta = _add(root, "contentMeta")
    _add(meta, "contentCreated", edition.date.isoformat())
    for place in edition.places:
        _name(_add(meta, "located", literal=_literal(place)), place)
    for source in reading.sources:
        _name(_add(meta, "infoSource", qcode=f"newsroom-structures:{source.slug}"), source.source_label)
    for source in reading.sources:
        _name(_add(meta, "creator", qcode=f"newsroom-structures:{source.slug}"), source.source_label)
    for contact in reading.contacts:
        _contact(_add(meta, "contributor", literal=_literal(contact["name"]), role="newsroom-roles:contact"), contact)
    _add(meta, "language", tag=edition.language)
    _name(_add(meta, "genre", qcode=f"newsroom-types:{edition.type}"), edition.get_type_display())
    for word in edition.keywords:
        _add(meta, "keyword", word)
    _subjects(meta, item)
    _add(meta, "slugline", edition.slug)
    _add(meta, "headline", edition.headline)
    if edition.places:
        _add(meta, "dateline", f"{', '.join(edition.places)}, {edition.date.isoformat()}")
    if edition.lead and item.status == USABLE:
        _add(meta, "description", edition.lead, role="newsroom-roles:lead")


def _subjects(meta: Element, item: Item) -> None:
    """Our own terms; a field of work says which media topic matches it, and how exactly."""
    reading = item.reading
    for term in (*reading.fields_of_work, *reading.countries, *reading.meetings):
        subject = _add(meta, "subject", qcode=f"{ALIASES[type(term)]}:{term.slug}")
        _name(subject, term.label)
    for field in reading.fields_of_work:
        if topic := media_topics.of(field):
            _name(
                _add(meta, "subject", qcode=f"medtop:{topic.code}", why=f"newsroom-matches:{topic.match}"), topic.name
            )


def _contact(contributor: Element, contact: dict[str, str]) -> None:
    _name(contributor, contact["name"])
    if contact.get("role"):
        _add(contributor, "note", contact["role"])
    ways = [(name, contact.get(name, "")) for name in ("email", "phone")]
    if any(value for _name_, value in ways):
        info = _add(_add(contributor, "personDetails"), "contactInfo")
        for name, value in ways:
            if value:
                _add(info, name, value)


def _content(root: Element, item: Item) -> None:
    edition = item.edition
    inline = _add(_add(root, "contentSet"), "inlineXML", contenttype="application/xhtml+xml")
    page = etree.SubElement(inline, f"{{{XHTML}}}html", nsmap={None: XHTML})
    page.set(f"{{{XML}}}lang", edition.language)
    etree.SubElement(etree.SubElement(page, f"{{{XHTML}}}head"), f"{{{XHTML}}}title").text = _text(edition.headline)
    page.append(_xhtml(item.reading))
    # Files are other renditions of nothing: they belong to the text, and so each is linked and not a second content.
    for shown in item.reading.shown_files:
        _file(root, shown)


def _xhtml(reading: Reading) -> Element:
    """The text as XML, which every HTML can be written as."""
    clean = html_of(reading)
    body = html.fragment_fromstring(_text(clean), create_parent="body")
    for element in body.iter():
        if isinstance(element.tag, str):
            element.tag = f"{{{XHTML}}}{element.tag}"
    return etree.fromstring(etree.tostring(body))


def _file(root: Element, shown: ShownFile) -> None:
    """With its digest, by which whoever has received it may know that it is the one."""
    file = shown.file
    link = etree.Element(f"{{{NAR}}}link")
    link.attrib.update(
        {
            "rel": "newsroom-relations:file",
            "href": settings.SITE_URL + shown.address,
            "contenttype": file.media_type,
            "size": str(file.size),
        }
    )
    _add(link, "title", str(file))
    _add(link, "hash", file.digest, hashtype="newsroom-hashes:sha-256")
    root.find(f"{{{NAR}}}itemMeta").append(link)


# Lists


def news_message(items: list[Item]) -> Element:
    root = etree.Element(f"{{{NAR}}}newsMessage", nsmap={None: NAR})
    header = _add(root, "header")
    # When the newest of them became public, and not when it was asked for, so that a message that has not changed is the same.
    times = [item.edition.live_from for item in items if item.edition.live_from]
    _add(header, "sent", to_the_second(max(times, default=NEVER)))
    _add(header, "sender", settings.SITE_URL)
    item_set = _add(root, "itemSet")
    for item in items:
        item_set.append(news_item(item))
    return root


# Catalogues


def catalogue() -> Element:
    """Our own schemes. What begins with `uri` and ends with a code is the page of that term."""
    root = etree.Element(f"{{{NAR}}}catalog", nsmap={None: NAR})
    for model in VOCABULARIES:
        _scheme(root, ALIASES[model], f"{settings.SITE_URL}/{model.segment}/", str(model._meta.verbose_name_plural))
    _scheme(root, "newsroom-types", f"{settings.SITE_URL}/releases/?type=", ", ".join(Edition.Type.values))
    ours = {
        "signals": ", ".join(sorted({*SIGNALS.values()} - OF_IPTC)),
        "relations": "page, translation, file",
        "roles": "contact, lead",
        "hashes": "sha-256",
        "matches": ", ".join(media_topics.MATCHES),
    }
    for name, codes in ours.items():
        _scheme(root, f"newsroom-{name}", f"{catalogue_address()}#{name}-", codes)
    return root


def _scheme(root: Element, alias: str, uri: str, definition: str) -> None:
    _add(_add(root, "scheme", alias=alias, uri=uri), "definition", definition)


def _catalogues(root: Element) -> None:
    _add(root, "catalogRef", href=catalogue_address())
    inline = _add(root, "catalog")
    for alias, uri in IPTC.items():
        _add(inline, "scheme", alias=alias, uri=uri)


def catalogue_address() -> str:
    return settings.SITE_URL + reverse("newsml-catalogue")


# Elements


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{NAR}}}{name}", {key: _text(value) for key, value in attributes.items()})
    if text:
        element.text = _text(text)
    return element


def _name(parent: Element, text: str) -> None:
    _add(parent, "name", text)


def _text(value: str) -> str:
    """Without what no XML may hold."""
    return NOT_IN_XML.sub("", value)


def _literal(value: str) -> str:
    """An identifier of our own within the item; spaces would make several of it."""
    return re.sub(r"\s+", "-", value)


def written(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)

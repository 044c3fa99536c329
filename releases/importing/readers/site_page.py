"""One page of a site: headline, day, language, text, pictures, files, translations and addresses, from whatever states them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from selectolax.lexbor import LexborHTMLParser, LexborNode

from releases.files.kinds import EXTENSIONS
from releases.importing import links
from releases.importing.pictures import extension_of
from releases.importing.readers import article, linked_data
from releases.importing.readers.encodings import UnknownEncodingError, assumed, decoded
from releases.importing.readers.linked_data import Said
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.page_words import TYPES
from releases.importing.readers.site import Site, place_of
from releases.importing.records import SourceItem, item_of
from releases.language import datelines, timestamps
from releases.language.timestamps import UnclearDateError
from taxonomy.hidden import remove_hidden

DAY_WORDS = "[class*=date], [class*=Date], [class*=published], [class*=posted]"
PICTURES = "figure, img.wp-post-image"
LONGEST_DAY = 60  # characters
LEAD_COMPARED = 60


class NoArticleError(Exception):
    """The page is no release; the message says how that was recognised."""


@dataclass
class Page:
    tree: LexborHTMLParser
    address: str
    said: Said
    site: Site
    foreign: Foreign
    item: SourceItem
    others: Sequence[str] = ()  # addresses that led to it


def read_page(
    raw: bytes, item: SourceItem, site: Site, address: str, foreign: Foreign, others: Sequence[str] = ()
) -> SourceItem:
    """`item` says where it was found, and is given what it holds. `others` are addresses that redirect to it."""
    try:
        text, guess = decoded(raw)
        if guess:
            item.guesses.append(assumed(guess))
        tree = LexborHTMLParser(text)
        page = Page(tree, address or _shown_at(tree), linked_data.said_by(tree), site, foreign, item, others)
        made = item_of(foreign.defaults | _data(page), item.file, item.number, item.guesses)
        item.line, item.record, item.refusal, item.identifier = made.line, made.record, made.refusal, made.identifier
    except NoArticleError as reason:
        item.skipped = str(reason)
    except UnknownEncodingError as error:
        item.refusal = str(error)
    except RecursionError:
        item.refusal = "The page is nested too deeply."
    return item


def _shown_at(tree: LexborHTMLParser) -> str:
    node = tree.css_first("link[rel~=canonical]")
    href = (node.attributes.get("href") or "").strip() if node else ""
    return href if links.is_absolute(href) else ""


def _data(page: Page) -> dict[str, object]:
    """Under the keys of a record. Raises NoArticleError."""
    root = article.root_of(page.tree)
    if root is None:
        raise NoArticleError("The page is empty.")
    page.item.hidden = remove_hidden(page.tree, root)
    headline, language = _headline(page, root), _language(page)
    others = len(root.css("article")) > 1
    if not headline or (others and not page.said.is_article):
        raise NoArticleError("The page lists other pages, or has no headline, so it is not a release.")
    day = _day(page, root)
    article.without_surroundings(root)
    pictures = [node.html or "" for node in root.css(PICTURES)]
    text = article.text_of(root, headline)
    body = _body(page, text, pictures)
    date = day or _day_in_dateline(text, page.foreign.order)
    if not date:
        raise NoArticleError("The page names no day of publication, so it is not a release.")
    place = place_of(page.address)
    data: dict[str, Any] = {
        "id": place or f"{date[:10]}-{headline[:100]}",
        "language": language,
        "translation_of": _original(page, place, language),
        "title": escape(headline),  # the mapping reads entities
        "date": date,
        "lead": escape(_lead(page, root, text)),
        "body": body,
        "place": page.said.lists.get("places", []),
        "type": _type(page.said),
        "categories": [name for name in page.said.lists.get("categories", []) if name.casefold() not in TYPES],
        "attachments": _documents(text, page.address),
        "url": page.address,
        "base": _base(page),
        "legacy_addresses": list(_other_addresses(page)),
    }
    return {key: value for key, value in data.items() if value}


def _headline(page: Page, root: LexborNode) -> str:
    """As readers saw it: a machine's may be shortened, or end with the name of the site."""
    shown = root.css("h1") or page.tree.css("h1")
    words = [words for node in shown if (words := " ".join(node.text().split()))]
    stated = page.said.values.get("headline", "")
    return words[0] if len(words) == 1 or (words and not stated) else stated


def _language(page: Page) -> str:
    html = page.tree.css_first("html[lang]")
    stated = (html.attributes.get("lang") or "") if html else ""
    listed = page.site.listed.get(place_of(page.address))
    own = next((code for code, place in _translations(page) if place == place_of(page.address)), "")
    said = page.said.values.get("language") or stated or own or (listed.language if listed else "")
    return page.foreign.language_of(said, page.item.guesses)


def _type(said: Said) -> str:
    return next(
        (TYPES[name.casefold()] for name in said.lists.get("categories", []) if name.casefold() in TYPES), "news"
    )


# The day


def _day(page: Page, root: LexborNode) -> str:
    """Of publication: as stated for machines, as shown with the headline, or as a news sitemap has it."""
    listed = page.site.listed.get(place_of(page.address))
    times = [linked_data.value_of(node) for node in root.css("time")[:1]]
    shown = (" ".join(node.text().split()) for node in root.css(DAY_WORDS)[:5])
    stated = [page.said.values.get("date", ""), *times, *shown, listed.date if listed else ""]
    return next((day for day in stated if day and _is_day(day, page.foreign.order)), "")


def _is_day(written: str, order: str) -> bool:
    try:
        return len(written) <= LONGEST_DAY and bool(timestamps.read(written, order))
    except UnclearDateError:
        return False


def _day_in_dateline(text: LexborNode, order: str) -> str:
    first = text.css_first("p")
    found = datelines.parse(" ".join(first.text().split())) if first else None
    return timestamps.in_iso(found.date, order) if found and found.date else ""


# The text


def _body(page: Page, text: LexborNode, pictures: list[str]) -> str:
    """With the pictures that stand between headline and text."""
    html = (text.inner_html or "").strip()
    if not text.text().strip():
        stated = page.said.values.get("text", "")
        if not stated and not page.said.is_article:
            raise NoArticleError("The page has a headline but no text, so it is not a release.")
        html = f"<p>{escape(stated)}</p>" if stated else ""
    return "\n".join([*(picture for picture in pictures if picture not in html), html])


def _lead(page: Page, root: LexborNode, text: LexborNode) -> str:
    """The description for machines, where readers saw it too, and not as the beginning of the text."""
    stated = page.said.values.get("lead", "")
    beginning, seen, below = stated[:LEAD_COMPARED], " ".join(root.text().split()), " ".join(text.text().split())
    return stated if beginning and stated in seen and beginning not in below else ""


def _base(page: Page) -> str:
    node = page.tree.css_first("base[href]")
    return links.joined(page.address, (node.attributes.get("href") or "").strip()) if node else ""


def _documents(text: LexborNode, address: str) -> list[dict[str, str]]:
    """Files of the same site that the text leads to; pictures come as what the text shows."""
    found: dict[str, dict[str, str]] = {}
    for node in text.css("a[href]"):
        href = links.joined(address, (node.attributes.get("href") or "").strip())
        kind = EXTENSIONS.get(extension_of(href))
        if kind and not kind.is_image and place_of(href).split("/")[0] == place_of(address).split("/")[0]:
            found.setdefault(href, {"path": href, "title": " ".join(node.text().split())[:200]})
    return list(found.values())


# Addresses


def _translations(page: Page) -> Iterator[tuple[str, str]]:
    """The languages, or `x-default`, with the places of the pages, as the page and the sitemap say."""
    for node in page.tree.css("link[rel~=alternate][hreflang][href]"):
        yield (
            (node.attributes.get("hreflang") or "").lower(),
            place_of(links.joined(page.address, node.attributes.get("href") or "")),
        )
    listed = page.site.listed.get(place_of(page.address))
    yield from ((code.lower(), place_of(address)) for code, address in (listed.translations if listed else ()))


def _original(page: Page, own: str, language: str) -> str:
    """The page that this one translates: the one for everybody else, or in the language of our site, or the first by language."""
    pages = {language: own}
    for code, place in _translations(page):
        if place != own and page.site.knows(place):
            pages.setdefault(code if code == "x-default" else code.split("-")[0], place)
        elif code == "x-default" and place == own:
            return ""
    first = pages.get("x-default") or pages.get(settings.LANGUAGE_CODE) or pages[min(pages)]
    return "" if first == own else first


def _other_addresses(page: Page) -> Iterator[str]:
    own = place_of(page.address)
    stated = [
        (node.attributes.get("href") or "").strip()
        for node in page.tree.css("link[rel~=shortlink][href], link[rel~=canonical][href]")
    ]
    for address in dict.fromkeys([*page.others, *(links.joined(page.address, each) for each in stated)]):
        if place_of(address) not in ("", own) and urlsplit(address).path.strip("/") + urlsplit(address).query:
            yield address

"""Sitemaps: which pages a site has, when they changed, and which are translations of each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from releases.importing.readers.sources import CannotBeReadError
from releases.importing.readers.xml_items import Element, items

SITEMAP, NEWS = "sitemaps.org", "sitemap-news"
MOST_TRANSLATIONS = 100
# Of one file; the protocol allows 50,000 pages and 50 MB.
MOST_PAGES, LARGEST = 100_000, 200_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A page as a sitemap lists it. The day of a news sitemap is that of publication; `changed` is the day of the last change."""

    address: str
    changed: str = ""
    date: str = ""
    title: str = ""
    language: str = ""
    translations: tuple[tuple[str, str], ...] = field(default=())


def pages(file: IO[bytes]) -> Iterator[Listed]:
    """Raises CannotBeReadError."""
    for number, (element, _) in enumerate(items(file, "url", largest=LARGEST)):
        if number == MOST_PAGES:
            raise CannotBeReadError(f"It is too long: a sitemap of more than {MOST_PAGES:,} pages.")
        if address := element.say("loc"):
            yield _listed(address, element)


def sitemaps(file: IO[bytes]) -> Iterator[str]:
    """The sitemaps that an index names. Raises CannotBeReadError."""
    for element, _ in items(file, "sitemap", largest=LARGEST):
        if address := element.say("loc"):
            yield address


def _listed(address: str, element: Element) -> Listed:
    news = element.named("news", within=NEWS)
    publication = news.named("publication") if news else None
    links = element.all_named("link", within="xhtml")[:MOST_TRANSLATIONS]
    return Listed(
        address,
        changed=element.say("lastmod"),
        date=news.say("publication_date") if news else "",
        title=news.say("title") if news else "",
        language=publication.say("language") if publication else "",
        translations=tuple((link.attributes.get("hreflang", ""), link.attributes.get("href", "")) for link in links),
    )

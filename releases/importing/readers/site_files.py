"""Reads the files of a site: its pages, and its sitemaps, which tell of pages that were not saved."""

import io
from collections.abc import Iterator
from typing import IO

from releases.importing.fetching import FetchError
from releases.importing.readers import sitemap
from releases.importing.readers.detection import first_element, peeked
from releases.importing.readers.encodings import beginning
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.page import LARGEST_PAGE
from releases.importing.readers.site import MOST_PAGES, PAGE, Site, place_of
from releases.importing.readers.site_page import read_page
from releases.importing.readers.sitemap import Listed
from releases.importing.readers.sources import CannotBeReadError, stream, whole
from releases.importing.readers.surroundings import Surroundings
from releases.importing.records import SourceItem

MOST_SITEMAPS = 1_000


def read_file(file: IO[bytes], name: str, foreign: Foreign, after: int, around: Surroundings) -> Iterator[SourceItem]:
    """A page; a picture or a style sheet that was saved with pages is no item of its own."""
    if not PAGE.search(beginning(peeked(file))):
        yield SourceItem(name, skipped="It is no page; pictures and documents come with the pages that show them.")
        return
    site = around.site
    yield read_page(whole(file, "page", LARGEST_PAGE), SourceItem(name, 1), site, site.address_of(name), foreign)


def read_sitemap(
    file: IO[bytes], name: str, foreign: Foreign, after: int, around: Surroundings
) -> Iterator[SourceItem]:
    """The sitemap, and each page that it lists and the source lacks: fetched if that was asked for. The first `after` items were
    settled before.
    """
    for found, page in enumerate(_listed(file, name, around), start=1):
        settled = SourceItem(name, found)
        if isinstance(page, SourceItem):
            yield settled if found <= after else page
        else:
            yield settled if found <= after else _missing(page, SourceItem(page.address, group=name), foreign, around)


def _listed(file: IO[bytes], name: str, around: Surroundings) -> Iterator[Listed | SourceItem]:
    is_index = first_element(beginning(peeked(file))) == "sitemapindex"
    yield SourceItem(name, skipped="It is a sitemap; it tells which pages there are.")
    refuse_too_large(around.site)
    if not is_index:
        yield from (page for page in sitemap.pages(file) if place_of(page.address) not in around.site.places)
    elif around.fetch:
        yield from _of_index(file, name, around.site, around)


def _of_index(file: IO[bytes], name: str, site: Site, around: Surroundings) -> Iterator[Listed | SourceItem]:
    """The pages of sitemaps that were not saved. All of them are known before the first is read, for the sake of translations."""
    found: dict[str, Listed] = {}
    waiting = list(sitemap.sitemaps(file))
    for number, address in enumerate(waiting):  # grows
        if number >= MOST_SITEMAPS:
            raise CannotBeReadError(f"It names more than {MOST_SITEMAPS} sitemaps.")
        try:
            for part in stream(io.BufferedReader(io.BytesIO(around.fetched(address).content)), address, name):
                if first_element(beginning(peeked(part.content))) == "sitemapindex":
                    waiting += [inner for inner in sitemap.sitemaps(part.content) if inner not in waiting]
                else:
                    found |= {place_of(page.address): page for page in sitemap.pages(part.content)}
        except (FetchError, CannotBeReadError, OSError) as error:
            yield SourceItem(name, refusal=f"The sitemap {address} cannot be read: {error}.")
    fresh = [page for place, page in found.items() if place not in site.listed]
    site.add(iter(fresh))
    refuse_too_large(site)
    yield from (page for page in fresh if place_of(page.address) not in site.places)


def refuse_too_large(site: Site) -> None:
    """Pages that were overlooked would lose their addresses and translations."""
    if site.is_too_large:
        raise CannotBeReadError(f"The sitemaps list more than {MOST_PAGES:,} pages together; import the site in parts.")


def _missing(page: Listed, item: SourceItem, foreign: Foreign, around: Surroundings) -> SourceItem:
    item.identifier = place_of(page.address)
    if not around.fetch:
        item.refusal = "The sitemap lists it, and it was not saved; --fetch fetches it."
        return item
    try:
        found = around.fetched(page.address)
    except FetchError as error:
        item.refusal = f"It cannot be fetched: {error}."
        return item
    if len(found.content) > LARGEST_PAGE:
        item.refusal = "The page is too large to be a release."
        return item
    others = [page.address] if place_of(found.address) != place_of(page.address) else []
    return read_page(found.content, item, around.site, found.address, foreign, others)

"""What programs that others wrote make of our pages: headline, day, language, sources and every paragraph of every sample release.

These are the programs by which archives, aggregators and researchers take pages apart. They read no manual of ours.
"""

import datetime
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

import pytest
from django.utils import translation
from lxml import html

from releases.models import Edition
from releases.reading.editions import readings
from releases.tests.served import sample_site
from taxonomy import snapshot

pytestmark = pytest.mark.django_db  # without it there would be no test database to fill

# Without them htmldate takes no day before 1995, and of two the one on which a text was corrected.
PUBLISHED: dict[str, Any] = {"original_date": True, "min_date": datetime.datetime(1975, 1, 1)}  # noqa: DTZ001  # as it wants it


@dataclass(frozen=True, repr=False)
class Page:
    """A release, and the page that a visitor is served."""

    address: str
    number: int
    headline: str
    day: datetime.date
    language: str
    sources: tuple[str, ...]
    paragraphs: tuple[str, ...]
    content: str

    def __repr__(self) -> str:
        return f"{self.number}-{self.language}"


@pytest.fixture
def _django_db_helper(django_db_setup) -> None:
    """No transaction around a test: on SQLite it would hold the lock that the server's thread waits for."""


@pytest.fixture(scope="module")
def address(django_db_setup, django_db_blocker) -> Iterator[str]:
    with sample_site(django_db_blocker) as found:
        yield found


@pytest.fixture(scope="module")
def pages(address, django_db_blocker) -> list[Page]:
    """Of everything that can be read, what was withdrawn too."""
    editions = Edition.objects.live().order_by("release_id", "language")
    found = [page_of(reading, address) for reading in readings(editions, snapshot.current())]
    assert len(found) >= 60
    return found


def page_of(reading, address: str) -> Page:
    edition = reading.edition
    with translation.override(edition.language):
        sources = tuple(term.source_label for term in reading.sources)
    own = address + reading.url
    content = urlopen(own).read().decode()  # noqa: S310  # our own server
    texts = [edition.lead, *paragraphs_of(edition.body)]
    return Page(
        own, edition.release_id, edition.headline, edition.date, edition.language, sources,
        tuple(squeezed(text) for text in texts if text), content,
    )  # fmt: skip


def paragraphs_of(body: str) -> list[str]:
    """Of lists each point."""
    return [
        element.text_content() for element in html.fromstring(f"<div>{body}</div>").xpath("//p | //li | //h2 | //h3")
    ]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def missing(page: Page, text: str) -> list[str]:
    """The paragraphs that a program lost; Markdown and the like put signs between words, and no word into another."""
    found = squeezed(re.sub(r"[*_#>\-|]", " ", text))
    return [part for part in page.paragraphs if squeezed(re.sub(r"[*_#>\-|]", " ", part)) not in found]


def test_newspaper_reads_headline_day_language_sources_and_text(pages):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses nltk, which it needs for summaries alone
        import newspaper

    for page in pages:
        article = newspaper.article(page.address, input_html=page.content)
        assert article.title.startswith(page.headline), page
        assert article.publish_date.date() == page.day, page
        assert article.meta_lang == page.language, page
        assert {*page.sources} <= {*article.authors}, page
        assert missing(page, article.text) == [], page


def test_trafilatura_reads_headline_day_and_text(pages):
    import trafilatura

    for page in pages:
        found: Any = trafilatura.bare_extraction(
            page.content, url=page.address, with_metadata=True, date_extraction_params=PUBLISHED
        )
        assert found.title == page.headline, page
        assert found.date == page.day.isoformat(), page
        assert missing(page, found.text) == [], page


@pytest.mark.promise(68)
def test_htmldate_finds_the_day_that_readers_see(pages):
    import htmldate

    for page in pages:
        assert htmldate.find_date(page.content, **PUBLISHED) == page.day.isoformat(), page


def test_readability_keeps_headline_and_text(pages):
    import readability

    for page in pages:
        document = readability.Document(page.content)
        assert page.headline in document.title(), page
        assert missing(page, html.fromstring(document.summary()).text_content()) == [], page


def test_extruct_finds_one_article_in_two_notations(pages):
    import extruct

    for page in pages:
        found = extruct.extract(page.content, base_url=page.address, syntaxes=["json-ld", "microdata", "opengraph"])
        (linked,), (marked,), (shared,) = found["json-ld"], found["microdata"], found["opengraph"]
        assert linked["headline"] == marked["properties"]["headline"] == page.headline, page
        assert linked["@id"] == marked["id"] == page.address, page
        assert linked["dateCreated"] == page.day.isoformat(), page
        assert linked["inLanguage"] == page.language, page
        assert tuple(author["name"] for author in linked["author"]) == page.sources, page
        assert ("article:published_time", page.day.isoformat()) in shared["properties"], page
        assert missing(page, marked["properties"]["articleBody"]) == [], page


def test_sitemap_parser_finds_every_release_that_is_listed(address, pages):
    from usp.tree import sitemap_tree_for_homepage

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = sitemap_tree_for_homepage(address, use_known_paths=False)
        found = {page.url: page for page in tree.all_pages()}

    listed = {page.address for page in pages if "This release was withdrawn" not in page.content}
    assert listed < found.keys()
    assert {page.address for page in pages} - listed == {page.address for page in pages} - found.keys()
    for page in pages:
        if page.address in listed and "What has changed" not in page.content:
            changed = found[page.address].last_modified
            assert changed is not None
            assert changed.date() == page.day


def test_memento_client_finds_the_text_as_it_stood(address, pages):
    """Told of our time gate: of a page that varies by Accept-Datetime itself, it reads no `Link`."""
    from memento_client import MementoClient

    page = next(page for page in pages if "What has changed" in page.content)
    client = MementoClient(timegate_uri=f"{address}/timegate/", check_native_timegate=False)
    info = client.get_memento_info(page.address, datetime.datetime(2012, 12, 24))  # noqa: DTZ001  # as it wants it

    assert info["original_uri"] == page.address
    (memento,) = info["mementos"]["closest"]["uri"]
    text = urlopen(memento).read().decode()  # noqa: S310  # our own server
    assert "This is not the current text" in text
    assert info["mementos"]["closest"]["datetime"].date() <= datetime.date(2012, 12, 24)

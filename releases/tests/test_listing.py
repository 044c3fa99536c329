"""The title, order and addresses of a list."""

import datetime

import pytest
from django.http import QueryDict
from django.utils import translation
from selectolax.lexbor import LexborHTMLParser

from releases.site.listing import Listing
from releases.tests.making import make_country, make_field, make_live_edition, make_structure
from releases.tests.questions import on_page
from taxonomy import snapshot
from taxonomy.models import FieldOfWork

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms():
    make_field("Elections"), make_field("Media laws"), make_country("Georgia"), make_structure("Permanent Council")


def listing(query: str) -> Listing:
    return Listing(QueryDict(query), snapshot.current())


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "Releases"),
        ("type=press-release", "Press releases"),
        ("type=news&type=story", "News or Stories"),
        (
            "type=press-release&field=elections&country=georgia&from=2004-01-01&to=2004-12-31",
            "Press releases about Elections on Georgia, 2004",
        ),
        ("field=elections&field=media-laws", "Releases about Elections or Media laws"),
        ("source=permanent-council", "Releases from OSCE Permanent Council"),
        ("from=2004-05-01&to=2004-05-31", "Releases, May 2004"),
        ("from=2004-05-01", "Releases, since 1 May 2004"),
        ("to=2004-05-31", "Releases, until 31 May 2004"),
        ("from=2004-05-01&to=2004-06-03", "Releases, 1 May 2004 to 3 June 2004"),
        ("q=early+warning", "Releases containing “early warning”"),
        ("field=made-up", "Releases"),
    ],
)
def test_heading_says_in_words_what_one_looks_at(terms, query, heading):
    assert listing(query).heading == heading


def test_heading_is_in_the_language_of_the_page(terms):
    with translation.override("ru"):
        assert listing("type=press-release").heading == "Пресс-релизы"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("utm_source=mail", ""),
        ("type=news&field=elections&utm_source=mail&anchor=2004-01-01.7", "field=elections&type=news"),
        ("sort=newest&page=1", ""),
        ("sort=oldest", "sort=oldest"),
        ("language=all", "language=all"),
        ("from=2004-02-30", ""),
    ],
)
def test_canonical_address_names_what_changes_the_content(terms, query, canonical):
    assert listing(query).canonical_query == canonical


@pytest.mark.parametrize("query", ["", "field=elections", "from=2004-01-01&to=2004-12-31", "page=1", "language=all"])
def test_list_by_one_thing_is_worth_indexing(terms, query):
    assert listing(query).worth_indexing


@pytest.mark.parametrize(
    "query",
    ["q=elections", "field=elections&country=georgia", "sort=oldest", "field=made-up", "field=elections&language=all"],
)
def test_combinations_of_filters_are_not_indexed(client, terms, query):
    assert not listing(query).worth_indexing
    assert '<meta name="robots" content="noindex">' in client.get(f"/releases/?{query}").content.decode()


def test_title_and_canonical_address_agree_with_the_heading(client, terms):
    elections = FieldOfWork.objects.get(slug="elections")
    for number in range(21):
        make_live_edition(headline=f"Release {number}", language="fr", fields_of_work=[elections])
    page = client.get("/fr/releases/?field=elections&page=2").content.decode()

    head, body = page.split("<body>")
    title = " ".join(head.split("<title>")[1].split("</title>")[0].split())
    heading = " ".join(body.split("<h1>")[1].split("</h1>")[0].split())  # French has no-break spaces
    assert title.startswith(heading)
    assert 'rel="canonical"' in head
    assert '/fr/releases/?field=elections&amp;page=2"' in head
    assert 'rel="prev"' in head
    assert 'rel="next"' not in head


# Order and pages


def test_list_can_begin_with_the_oldest():
    for day in (2, 3, 1):
        make_live_edition(headline=f"May {day}", date=datetime.date(1999, 5, day))

    assert [edition.headline for edition in on_page(listing("sort=oldest"))] == ["May 1", "May 2", "May 3"]


def test_best_match_has_the_words_in_its_headline():
    make_live_edition(headline="Early warning", date=datetime.date(1999, 5, 1))
    make_live_edition(headline="Council meets", lead="On early warning.", date=datetime.date(1999, 5, 2))

    found = on_page(listing("q=early+warning&sort=relevance"))

    assert [edition.headline for edition in found] == ["Early warning", "Council meets"]


def test_new_release_moves_nothing_on_the_pages_that_one_turns(client):
    for day in range(1, 26):
        make_live_edition(headline=f"Release {day}", date=datetime.date(1999, 5, day))
    first = client.get("/releases/").content.decode()
    address = first.split('rel="next"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    before = client.get(f"/releases/{address}")

    make_live_edition(headline="Breaking", date=datetime.date(1999, 6, 1))
    after = client.get(f"/releases/{address}")

    def headlines(response):
        return [link.text() for link in LexborHTMLParser(response.content).css(".card h2 a")]

    assert headlines(before) == headlines(after) == [f"Release {day}" for day in (5, 4, 3, 2, 1)]
    assert headlines(client.get("/releases/"))[0] == "Breaking"


@pytest.mark.parametrize(
    "anchor", ["x", "2004-01-01", "2004-13-01.1", "2004-01-01.-1", "2004-01-01." + "9" * 40, "\x00"]
)
def test_invalid_anchor_has_no_effect(anchor):
    edition = make_live_edition()

    shown = Listing(QueryDict(mutable=True), snapshot.current())
    shown.data["anchor"] = anchor

    assert on_page(shown) == [edition]


def test_empty_list_offers_the_ways_on(client, terms):
    make_live_edition(headline="Le Conseil", language="fr", fields_of_work=[FieldOfWork.objects.get(slug="elections")])
    main = client.get("/releases/?field=elections&q=conseil").content.decode().split("<main")[1]

    assert "?q=conseil" in main
    assert "?field=elections" in main
    assert "language=fr" in main

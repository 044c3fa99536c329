"""The list of releases and the pages of terms: content, order, and responses to unusual addresses."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from releases import steps
from releases.models import Edition, Release
from releases.site import sitemaps
from releases.tests.making import (
    make_country,
    make_field,
    make_live_edition,
    make_meeting,
    make_structure,
)
from taxonomy.models import Page, Structure

pytestmark = pytest.mark.django_db


def headlines(response) -> list[str]:
    found = re.findall(r"<h\d class=\"headline\"[^>]*><a[^>]*>(.*?)</a>", response.content.decode())
    return [unescape(re.sub(r"</?mark>", "", headline)) for headline in found]


def listed(client: Client, query: str = "", path: str = "/releases/") -> list[str]:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    return headlines(response)


# Content


def test_list_begins_with_the_newest(client):
    for day in (2, 3, 1):
        make_live_edition(headline=f"May {day}", date=datetime.date(1999, 5, day))

    assert listed(client) == ["May 3", "May 2", "May 1"]


def test_withdrawn_release_is_in_no_list(client, admin_user):
    edition = make_live_edition(fields_of_work=[make_field("Elections")])
    steps.withdraw(edition, admin_user, "It was given out by mistake.")

    assert listed(client) == []
    assert listed(client, path="/fields-of-work/elections/") == []
    assert edition.headline not in client.get("/").content.decode()


def test_list_is_in_the_language_of_its_address(client):
    make_live_edition(headline="English")
    make_live_edition(headline="Русский", language="ru")

    assert listed(client) == ["English"]
    assert listed(client, path="/ru/releases/") == ["Русский"]
    assert sorted(listed(client, "language=all")) == ["English", "Русский"]
    assert listed(client, "language=ru") == ["Русский"]


def test_text_in_another_language_is_marked_as_such(client):
    make_live_edition(headline="Русский", language="ru")

    assert 'lang="ru">' in client.get("/releases/?language=all").content.decode().split("<main")[1]


# Filters


@pytest.fixture
def archive():
    media = make_field("Media freedom and development")
    laws = make_field("Media laws", parent=media)
    mission = make_structure("Mission to Moldova")
    make_live_edition(
        headline="Law on broadcasting", type="news", date=datetime.date(2003, 3, 3), fields_of_work=[laws],
        countries=[make_country("Moldova")], sources=[mission], lead="The Mission comments.",
    )  # fmt: skip
    make_live_edition(
        headline="Journalists meet", date=datetime.date(2004, 4, 4), fields_of_work=[media],
        countries=[make_country("Georgia")], sources=[make_structure("Permanent Council"), mission], lead="In Tbilisi.",
    )  # fmt: skip
    make_live_edition(headline="Ballots are counted", date=datetime.date(2005, 5, 5), lead="Observers watch the count.")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("field=media-laws", ["Law on broadcasting"]),
        ("field=media-freedom-and-development", ["Journalists meet", "Law on broadcasting"]),
        ("country=georgia", ["Journalists meet"]),
        ("country=georgia&country=moldova", ["Journalists meet", "Law on broadcasting"]),
        ("source=mission-to-moldova", ["Journalists meet", "Law on broadcasting"]),
        ("source=mission-to-moldova&country=moldova", ["Law on broadcasting"]),
        ("type=news", ["Law on broadcasting"]),
        ("from=2004-04-04", ["Ballots are counted", "Journalists meet"]),
        ("to=2004-04-04", ["Journalists meet", "Law on broadcasting"]),
        ("from=2004-01-01&to=2004-12-31", ["Journalists meet"]),
        ("q=ballots", ["Ballots are counted"]),
        ("q=watch+observers", ["Ballots are counted"]),
        ("q=nowhere", []),
    ],
)
def test_filters_narrow_the_list(client, archive, query, expected):
    assert listed(client, query) == expected


def test_former_slug_of_a_term_filters_as_the_one_in_use(client, archive):
    mission = Structure.objects.get(slug="mission-to-moldova")
    mission.former_names.create(name="Moldova Mission")

    assert len(listed(client, "source=moldova-mission")) == 2


@pytest.mark.parametrize("query", ["field=nothing", "type=nothing", "from=2004-02-30", "language=xx"])
def test_value_that_makes_no_sense_is_reported_and_left_out(client, archive, query):
    response = client.get(f"/releases/?{query}")

    assert response.status_code == 400
    assert len(headlines(response)) == 3
    (problem,) = response.context["listing"].filter.problems
    assert problem in response.content.decode().replace("&quot;", '"')


def test_chosen_filter_can_be_taken_away_by_a_link(client, archive):
    response = client.get("/releases/?field=media-laws&country=moldova&page=1")

    assert {choice.label: choice.query_without for choice in response.context["choices"]} == {
        "Media laws": "country=moldova",
        "Moldova": "field=media-laws",
    }


HOSTILE = [
    "q=" + "a" * 10_000, "q=%00", "q=%ff%fe", "q=%ED%A0%80", "q=%27%22%3E%3Cscript%3E", "q=%25_%5C", "field=%00", "field=" + "a" * 10_000,
    "country[]=x", "from=%00", "from=0000-00-00", "from=99999-01-01", "to=-1", "type=%F0%9F%98%80", "language=%00", "&&&===",
    "field=" + "&field=".join(str(number) for number in range(900)), "q=%E2%80%AE",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/releases/", "/releases/feed/rss/", "/releases/feed/atom/"])
@pytest.mark.promise(45, 46)
def test_no_query_string_breaks_a_page(client, archive, path, query):
    response = client.get(f"{path}?{query}")

    assert response.status_code in (200, 400)
    assert b"<script>" not in response.content


# Pages


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1e3", "%00", "9" * 400])
def test_page_that_does_not_exist_is_not_found(client, archive, page):
    assert client.get(f"/releases/?page={page}").status_code == 404


def test_list_has_twenty_a_page_and_each_release_once(client):
    for number in range(1, 22):
        make_live_edition(headline=f"Release {number}")
    first, second = listed(client), listed(client, "page=2")

    assert (len(first), len(second)) == (20, 1)
    assert len({*first, *second}) == 21


# Terms and pages


def test_term_page_holds_what_carries_the_term_or_one_below_it(client, archive):
    assert listed(client, path="/fields-of-work/media-laws/") == ["Law on broadcasting"]
    assert listed(client, path="/fields-of-work/media-freedom-and-development/") == [
        "Journalists meet",
        "Law on broadcasting",
    ]
    assert listed(client, path="/countries/georgia/") == ["Journalists meet"]
    assert len(listed(client, path="/structures/mission-to-moldova/")) == 2


@pytest.mark.promise(71)
def test_former_slug_of_a_term_leads_to_its_page_for_ever(client):
    country = make_country("Czechia")
    country.former_names.create(name="Czech Republic")

    response = client.get("/ru/countries/czech-republic/")

    assert (response.status_code, response["Location"]) == (301, "/ru/countries/czechia/")


def test_field_operation_has_an_address_of_its_own(client):
    make_structure("Mission to Moldova", kind=Structure.Kind.FIELD_OPERATION)

    assert client.get("/field-operations/mission-to-moldova/").status_code == 200
    assert client.get("/structures/mission-to-moldova/")["Location"] == "/field-operations/mission-to-moldova/"


@pytest.mark.parametrize(
    "path", ["/fields-of-work/nothing/", "/countries/nothing/", "/nothing/", "/nothing/nothing/", "/releases/1/"]
)
def test_unknown_address_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("segment", ["fields-of-work", "countries", "structures", "field-operations", "meetings"])
def test_every_vocabulary_has_an_index_that_names_its_terms(client, segment):
    make_field("A term"), make_country("A term"), make_meeting("A term")
    make_structure("A term", kind=Structure.Kind.FIELD_OPERATION)

    main = client.get(f"/{segment}/").content.decode().split("<main")[1]

    assert "A term</a>" in main


def test_plain_page_is_shown_in_english_where_it_is_not_translated(client):
    Page.objects.create(slug="projects", titles={"en": "Projects"}, bodies={"en": "<p>One</p>", "ru": "<p>Один</p>"})

    assert "<p>Один</p>" in client.get("/ru/projects/").content.decode()
    german = client.get("/de/projects/").content.decode()
    assert "<p>One</p>" in german
    assert 'lang="en"' in german.split("<main")[1]


# The number of queries


def fill(number: int) -> None:
    terms = {
        "fields_of_work": [make_field(f"Field {number}"), make_field(f"Other field {number}")],
        "countries": [make_country(f"Country {number}")],
        "sources": [make_structure(f"Structure {number}"), make_structure(f"Other structure {number}")],
        "meetings": [make_meeting(f"Meeting {number}")],
    }
    release = make_live_edition(headline=f"Release {number}", **terms, contacts=[{"name": "Desk"}]).release
    make_live_edition(headline=f"Communiqué {number}", language="fr", release=release, **terms)


# In every response, one query reads the token of the vocabularies, the time, and what is due next. The others:
QUERIES = {
    "/": 2,  # the cards
    "/releases/": 2,  # the cards; counts need none
    "/releases/?field=field-1&country=country-1&q=release&from=1999-01-01": 3,  # the leaves; the results
    "/releases/?field=field-1": 2,
    "/fields-of-work/field-1/": 2,
    "/structures/structure-1/": 2,
    "/countries/": 1,
    "/releases/feed/rss/": 2,  # the entries
    "/releases/feed/atom/?country=country-1": 4,  # what is gone; the entries; the head of the record
    "/sitemap.xml": 1,
    "/sitemap-news.xml": 3,  # the time; the news
    "/sitemap-releases-{file}.xml": 3,  # whether there are any; the releases
}
# From PostgreSQL the leaves are read past Django, which does not count it.
ONE_LESS = ("/releases/?field=field-1&country=country-1&q=release&from=1999-01-01", "postgresql")


@pytest.mark.django_db(transaction=True)  # within a transaction the search register is reloaded each time
@pytest.mark.parametrize("path", QUERIES)
def test_number_of_queries_is_stated_and_does_not_grow(client, path, django_assert_num_queries):
    for content in (1, 12):
        for number in range(Edition.objects.filter(language="en").count() + 1, content + 1):
            fill(number)
        client.get("/releases/")  # loads the vocabularies and the search register
        # Release numbers continue from test to test.
        address = path.replace("{file}", str(Release.objects.latest("pk").pk // sitemaps.RELEASES))
        client.get(address)  # keeps what is rendered of each text
        with django_assert_num_queries(QUERIES[path] - ((path, connection.vendor) == ONE_LESS)):
            response = client.get(address)
            assert b"".join(response)  # a streamed response runs its queries only now
        assert response.status_code == 200

"""“Did you mean”, suggestions, and numbers that lead straight to a release: all from what is listed now, and nothing else."""

import datetime

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation

from releases import steps
from releases.models import LegacyAddress
from releases.site.listing import Listing
from releases.tests.making import (
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)
from releases.tests.newsroom_search import found_in_any_state
from releases.tests.questions import on_page
from taxonomy import snapshot

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def meant(query: str, language: str = "en") -> str:
    data = QueryDict(mutable=True)
    data["q"] = query
    with translation.override(language):
        return Listing(data, snapshot.current()).did_you_mean


def suggested(typed: str, prefix: str = "") -> list[tuple[str, str]]:
    found = Client().get(f"{prefix}/releases/suggest/", {"q": typed}).json()["suggestions"]
    return [(suggestion["kind"], suggestion["label"]) for suggestion in found]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("elction", "election"),
        ("electoin", "election"),
        ("ellection observers", "election observers"),
        ("eletcino", "election"),
        ("Obsevrers -election", "observers -election"),
        ("election", ""),
        ("elections", ""),
        ("zzzzzz", ""),
        ("elc", ""),
        ('"elction"', ""),
    ],
)
def test_nearest_word_of_the_archive_is_offered(typed, right):
    make_live_edition(headline="Observers watch the election")

    assert meant(typed) == right


def test_hint_is_in_the_language_of_the_page():
    make_live_edition(headline="Наблюдатели на выборах", language="ru")

    assert meant("наблюдатеи", "ru") == "наблюдатели"
    assert meant("наблюдатеи") == ""


def test_question_is_written_as_its_language_writes_one_and_leads_to_the_list():
    make_live_edition(headline="Des observateurs aux élections", language="fr")

    page = Client().get("/fr/releases/", {"q": "obsevrateurs"}).text

    assert 'Vouliez-vous dire <a href="?q=observateurs">observateurs</a>\u202f?' in page


@pytest.mark.parametrize("hide", ["draft", "scheduled", "ended", "withdrawn"])
def test_words_of_unlisted_texts_are_neither_corrections_nor_suggestions(hide):
    make_live_edition(headline="Council meets")
    before = suggested("elec"), suggested("wars")
    values = {
        "headline": "Observers watch the election",
        "places": ["WARSAW"],
        "fields_of_work": [make_field("Elections")],
    }
    match hide:
        case "draft":
            make_edition(**values)
        case "scheduled":
            make_scheduled_edition(**values)
        case "ended":
            make_live_edition(**values, live_from=timezone.now() - 2 * HOUR, live_until=timezone.now() - HOUR)
        case "withdrawn":
            steps.withdraw(make_live_edition(**values), make_user(), "Called off.")

    assert meant("elction") == ""
    assert (suggested("elec"), suggested("wars")) == before == ([], [])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("elec", [("term", "Elections"), ("release", "Observers watch the election")]),
        ("obs ele", []),
        ("observers ele", [("release", "Observers watch the election")]),
        ("WARS", [("place", "WARSAW")]),
        ("tur", [("term", "Türkiye")]),
        ("e", []),
        ("", []),
        ("\x00", []),
    ],
)
def test_terms_places_and_headlines_are_suggested(typed, expected):
    country = make_country("Türkiye", slug="turkiye")
    country.former_names.create(name="Turkey")
    make_live_edition(
        headline="Observers watch the election",
        places=["WARSAW"],
        fields_of_work=[make_field("Elections")],
        countries=[country],
    )

    assert suggested(typed) == expected


def test_suggestions_are_in_the_language_of_the_page():
    make_live_edition(headline="Наблюдатели на выборах", language="ru")

    assert suggested("набл", "/ru") == [("release", "Наблюдатели на выборах")]
    assert suggested("набл") == []


def test_suggestion_needs_no_session(client):
    response = client.get("/releases/suggest/?q=elec")

    assert (response["Content-Type"], response["Cache-Control"], response.cookies) == (
        "application/json",
        response["Cache-Control"],
        {},
    )
    assert "Cookie" not in response.get("Vary", "")


# Numbers and addresses


@pytest.mark.parametrize(
    "typed",
    ["{number}", "#{number}", " {number} ", "node/4711", "node 4711", "/node/4711", "https://www.osce.org/node/4711", "4711", "/releases/{number}/",
     "https://www.osce.org/press/12?page=2"],
)  # fmt: skip
def test_number_or_address_of_a_release_leads_to_it(client, typed):
    edition = make_live_edition(headline="Council meets")
    for path in ("/node/4711", "/press/12?page=2"):
        LegacyAddress.objects.create(path=path, release=edition.release, language="en")

    response = client.get("/releases/", {"q": typed.format(number=edition.release_id)})

    assert (response.status_code, response["Location"]) == (302, edition.get_absolute_url())


@pytest.mark.parametrize("make", [make_edition, make_scheduled_edition])
def test_number_of_a_hidden_release_is_looked_for_as_words(client, make):
    edition = make(headline="Council meets")
    LegacyAddress.objects.create(path="/node/4711", release=edition.release, language="en")

    for typed in (f"#{edition.release_id}", "node/4711"):
        assert client.get("/releases/", {"q": typed}).status_code == 200


def test_year_is_looked_for_as_a_word(client):
    edition = make_live_edition(headline="Looking back at 2004")

    response = client.get("/releases/", {"q": "2004"})

    assert on_page(response.context["listing"]) == [edition]


# The newsroom's search


def test_editor_finds_editions_in_every_state():
    draft = make_edition(headline="Draft on demining")
    scheduled = make_scheduled_edition(headline="Demining to come")
    live = make_live_edition(headline="Déminage", language="fr")

    assert found_in_any_state("demining") == {draft, scheduled}
    assert found_in_any_state("déminages") == {live}


def test_five_headlines_are_suggested_and_the_newest_come_first():
    for day in range(1, 8):
        make_live_edition(headline=f"Election day {day}", date=datetime.date(2004, 5, day))

    assert suggested("elect") == [("release", f"Election day {day}") for day in (7, 6, 5, 4, 3)]


def test_four_terms_are_suggested_and_those_with_most_releases_come_first():
    fields = [make_field(f"Election {number}") for number in range(5)]
    for number, field in enumerate(fields):
        for _ in range(number + 1):
            make_live_edition(headline="Council meets", fields_of_work=[field])

    assert suggested("elect") == [("term", f"Election {number}") for number in (4, 3, 2, 1)]


def test_two_places_are_suggested_and_those_of_most_releases_come_first():
    for times, place in ((1, "WARSAW"), (3, "WARTBURG"), (2, "WARNA")):
        for _ in range(times):
            make_live_edition(headline="Council meets", places=[place])

    assert suggested("war") == [("place", "WARTBURG"), ("place", "WARNA")]


def test_two_letters_are_enough_for_a_term_and_one_is_not():
    make_live_edition(headline="Council meets", fields_of_work=[make_field("Elections")])

    assert suggested("el") == [("term", "Elections")]
    assert suggested("e") == []


@pytest.mark.parametrize(("typed", "right"), [("vot", ""), ("voet", "vote"), ("voets", "")])
def test_word_of_four_letters_is_corrected_and_a_shorter_one_is_left_alone(typed, right):
    make_live_edition(headline="Observers watch the vote")

    assert meant(typed) == right


@pytest.mark.parametrize(("typed", "right"), [("baxxot", "ballot"), ("baxot", ""), ("xxllot", "")])
def test_two_letters_may_be_wrong_in_six_but_for_the_first_two(typed, right):
    make_live_edition(headline="Observers watch the ballot")

    assert meant(typed) == right

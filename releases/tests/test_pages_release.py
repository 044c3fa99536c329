"""The page of a release, its history, and the addresses that lead to it."""

import pytest
from django.test import Client

from releases import steps
from releases.models import Edition, LegacyAddress
from releases.tests.making import (
    approved,
    corrected,
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_meeting,
    make_structure,
    make_user,
)

pytestmark = pytest.mark.django_db


def main_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main>")[0]


# Content


def test_page_shows_everything_that_the_edition_holds(client):
    edition = make_live_edition(
        headline="Council meets", lead="It met on Monday.", body="<p>VIENNA – It met.</p>", places=["VIENNA", "KYIV"],
        sources=[make_structure("Permanent Council"), make_structure("Mission to Moldova")],
        fields_of_work=[make_field("Elections"), make_field("Arms control")], countries=[make_country("Ukraine")],
        meetings=[make_meeting("Summit meetings")],
        contacts=[{"name": "Media desk", "role": "Spokesperson", "phone": "+43 1 514 36", "email": "desk@osce.example"}],
    )  # fmt: skip
    main = main_of(client, edition.get_absolute_url())

    for text in (
        "Press release", "<h1>Council meets</h1>", "3 May 1999", "VIENNA, KYIV", "It met on Monday.", "<p>VIENNA – It met.</p>",
        "OSCE Permanent Council</a>", "OSCE Mission to Moldova</a>", "Ukraine</a>", "Summit meetings</a>", "Media desk",
        "Spokesperson", 'href="tel:+43151436"', 'href="mailto:desk@osce.example"',
    ):  # fmt: skip
        assert text in main
    assert main.index("Elections</a>") < main.index("Arms control</a>"), "the order is the editor's"
    assert 'href="/fields-of-work/elections/"' in main


@pytest.mark.promise(40)
def test_markup_in_a_headline_is_text(client):
    edition = make_live_edition(headline="<script>alert(1)</script>", lead="<b>bold</b>")

    assert "<script>alert" not in client.get(edition.get_absolute_url()).content.decode()
    assert "&lt;b&gt;bold" in main_of(client, edition.get_absolute_url())


def test_body_is_cleaned_on_display_whatever_is_in_the_table(client):
    edition = make_edition()
    Edition.objects.filter(pk=edition.pk).update(
        body='<p onclick="x()">One</p><script>x()</script><img src="https://elsewhere.example/x">'
    )
    steps.release_now(approved(edition), make_user())
    main = main_of(client, edition.get_absolute_url())

    assert "<p>One</p>" in main
    assert not any(part in main for part in ("onclick", "x()", "elsewhere.example"))


def test_page_offers_the_languages_that_the_release_has(client):
    english = make_live_edition(headline="Council meets")
    make_live_edition(headline="Le Conseil se réunit", language="fr", release=english.release)
    make_edition(headline="Der Rat tagt", language="de", release=english.release)
    page = client.get(english.get_absolute_url()).content.decode()

    assert f'href="/fr/releases/{english.release_id}/le-conseil-se-reunit/"' in page
    assert 'hreflang="fr"' in page
    assert "/de/releases/" not in page


def test_history_holds_each_edition_that_was_public(client, admin_user):
    first = make_live_edition(headline="Fifty-six States", body="<p>Fifty-six.</p>")
    second = corrected(first, admin_user, headline="Fifty-seven States", body="<p>Fifty-seven.</p>")
    page, history = (
        main_of(client, path) for path in (second.get_absolute_url(), f"/releases/{first.release_id}/history/")
    )

    assert "A figure was wrong." in page
    assert "Fifty-six" not in page
    assert all(text in history for text in ("Fifty-six.", "Fifty-seven.", "A figure was wrong."))


def test_withdrawn_text_stays_under_its_explanation(client, admin_user):
    edition = make_live_edition(headline="Council meets")
    steps.withdraw(edition, admin_user, "The meeting was put off.")
    main = main_of(client, edition.get_absolute_url())

    assert main.index("The meeting was put off.") < main.index("<h1>Council meets</h1>")


def test_removed_text_is_gone_with_its_explanation(client, admin_user):
    edition = make_live_edition(headline="Names of witnesses")
    steps.remove(edition, admin_user, "It named persons who must be protected.")
    for path in (
        f"/releases/{edition.release_id}/", edition.get_absolute_url(), f"/releases/{edition.release_id}/history/",
    ):  # fmt: skip
        response = client.get(path)

        assert response.status_code == 410
        assert "It named persons who must be protected." in response.content.decode()
        assert "witnesses" not in response.content.decode()


# Addresses


def test_number_leads_to_the_address_with_the_headline(client):
    edition = make_live_edition(headline="Council meets")

    response = client.get(f"/releases/{edition.release_id}/")

    assert (response.status_code, response["Location"]) == (302, f"/releases/{edition.release_id}/council-meets/")


@pytest.mark.promise(71)
def test_another_headline_leads_to_the_one_in_use_for_ever(client, admin_user):
    first = make_live_edition(headline="Fifty-six States")
    second = corrected(first, admin_user, headline="Fifty-seven States")
    for path in (first.get_absolute_url(), f"/releases/{first.release_id}/anything-else/"):
        response = client.get(path)

        assert (response.status_code, response["Location"]) == (301, second.get_absolute_url())


def test_release_that_is_missing_in_a_language_is_shown_in_one_that_it_has(client):
    english = make_live_edition(headline="Council meets")
    make_live_edition(headline="Der Rat tagt", language="de", release=english.release)

    response = client.get(f"/fr/releases/{english.release_id}/")

    assert (response.status_code, response["Location"]) == (302, f"/releases/{english.release_id}/council-meets/")


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        ("/node/4711", "/node/4711"),
        ("/node/4711", "/node/4711/"),
        ("/item/9.html", "/item/9.html"),
        ("/show?id=7", "/show?id=7"),
        ("/press/1", "/press/1?utm_source=mail"),
    ],
)
@pytest.mark.promise(71)
def test_legacy_address_leads_to_its_release_for_ever(client, recorded, asked):
    edition = make_live_edition(headline="Le Conseil", language="fr")
    LegacyAddress.objects.create(path=recorded, release=edition.release, language="fr")

    *_, last = client.get(asked, follow=True).redirect_chain

    assert last == (f"/fr/releases/{edition.release_id}/le-conseil/", 301)


@pytest.mark.promise(12)
def test_legacy_address_of_a_hidden_release_tells_nothing(client):
    draft = make_edition()
    LegacyAddress.objects.create(path="/node/1", release=draft.release, language="en")

    assert client.get("/node/1").content == client.get("/node/2").content.replace(b"/node/2", b"/node/1")


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "9" * 500])
def test_number_beyond_any_release_is_not_found(client, number):
    assert client.get(f"/releases/{number}/").status_code == 404
    assert client.get(f"/releases/{number}/x/").status_code == 404


def test_answer_may_be_kept_and_must_be_asked_for_again(client):
    """The next text may be due in a second."""
    assert client.get(make_live_edition().get_absolute_url())["Cache-Control"] == "no-cache"


@pytest.mark.promise(25)
def test_public_page_sets_no_cookie_and_names_nobody_else(client):
    response = client.get(make_live_edition().get_absolute_url())

    assert not response.cookies
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "Vary" not in response or "Cookie" not in response["Vary"]


# The number of queries


@pytest.mark.django_db(transaction=True)  # within a transaction the search register is reloaded each time
@pytest.mark.parametrize("content", [1, 10])
def test_number_of_queries_is_stated_and_does_not_grow(client, content, admin_user, django_assert_num_queries):
    terms = {
        "fields_of_work": [make_field(f"Field {number}") for number in range(content)],
        "countries": [make_country(f"Country {number}") for number in range(content)],
        "sources": [make_structure(f"Structure {number}") for number in range(content)],
        "meetings": [make_meeting(f"Meeting {number}") for number in range(content)],
    }
    edition = make_live_edition(**terms, contacts=[{"name": f"Desk {number}"} for number in range(content)])
    for language in ("fr", "de", "it")[:content]:
        make_live_edition(language=language, release=edition.release)
    for _ in range(content):
        edition = corrected(edition, admin_user)
    client.get("/releases/")  # loads the vocabularies and the search register
    rendered = client.get(edition.get_absolute_url()).content
    # Token and marks; the pieces. One more where there are releases beside it.
    with django_assert_num_queries(2):
        assert client.get(edition.get_absolute_url()).content == rendered
    # Token; the edition; public editions; what they carry; languages.
    with django_assert_num_queries(6):
        assert client.get(f"/releases/{edition.release_id}/history/").status_code == 200


def test_legacy_address_that_names_the_query_wins_over_the_one_without(client):
    """One script served every page of the former site; without a query it led to the first one."""
    first, seventh = make_live_edition(headline="First"), make_live_edition(headline="Seventh")
    LegacyAddress.objects.create(path="/show", release=first.release, language="en")
    LegacyAddress.objects.create(path="/show?id=7", release=seventh.release, language="en")

    for asked, release in (("/show?id=7", seventh), ("/show?id=8", first), ("/show", first)):
        *_, (address, status) = client.get(asked, follow=True).redirect_chain
        assert (address, status) == (release.get_absolute_url(), 301), asked

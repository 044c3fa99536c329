"""The language of a page: by the address for readers, by the browser for editors."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import ngettext

from releases.tests.making import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> Client:
    client = Client()
    client.force_login(make_user(username="anna"))
    return client


@pytest.mark.parametrize(
    ("asked", "language", "title"),
    [("fr-CH, de;q=0.5", "fr", "Salle de presse"), ("ja", "en", "Newsroom"), ("", "en", "Newsroom")],
)
def test_newsroom_is_in_the_language_of_the_editors_browser(newsroom, asked, language, title):
    response = newsroom.get(reverse("admin:index"), headers={"Accept-Language": asked})

    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]
    assert title in response.text


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("admin:releases_edition_add", "Jusqu’à 110 caractères", "Up to 110"),
        ("admin:taxonomy_fieldofwork_add", "Nom\u202f: Allemand", "Name: German"),
    ],
)
def test_what_a_form_says_of_its_inputs_is_in_the_language_of_the_page(newsroom, name, french, english):
    page = newsroom.get(reverse(name), headers={"Accept-Language": "fr"}).text

    assert french in page
    assert english not in page


def test_public_page_is_in_the_language_of_its_address_whatever_the_browser_asks_for(client):
    assert client.get("/", headers={"Accept-Language": "fr"}).headers["Content-Language"] == "en"
    assert client.get("/ru/", headers={"Accept-Language": "fr"}).headers["Content-Language"] == "ru"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "3 mai 2010 à 10:30"),
        ("de", "3. Mai 2010, 10:30"),
        ("it", "3 maggio 2010, 10:30"),
        ("ru", "3 мая 2010 г., 10:30"),
        ("es", "3 de mayo de 2010 a las 10:30"),
    ],
)
def test_times_are_written_as_the_language_writes_them(language, words):
    with translation.override(language):
        assert date_format(datetime.datetime(2010, 5, 3, 10, 30, tzinfo=datetime.UTC), "DATETIME_FORMAT") == words


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 сообщение"), (3, "3 сообщения"), (11, "11 сообщений"), (21, "21 сообщение")]
)
def test_russian_counts_in_three_forms(count, words):
    with translation.override("ru"):
        assert ngettext("%(counter)s release", "%(counter)s releases", count) % {"counter": count} == words

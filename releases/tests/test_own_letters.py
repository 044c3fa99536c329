"""The page on which people choose which mail they get."""

import pytest

from releases.mail.letters import LETTERS
from releases.models import User
from releases.tests.making import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client) -> User:
    author = make_user(username="author", email="author@example.org", roles=["Author"])
    client.force_login(author)
    return author


def test_everything_is_wanted_at_first(client, author):
    response = client.get("/admin/letters/")

    assert response.content.decode().count(" checked") == len(LETTERS)


def test_what_is_not_ticked_is_turned_off(client, author):
    client.post("/admin/letters/", {"wanted": ["return", "release"], "language": "fr"})

    author.refresh_from_db()
    assert author.letters_off == [name for name in LETTERS if name not in ("return", "release")]
    assert author.mail_language == "fr"
    assert client.get("/admin/letters/").content.decode().count(" checked") == 2


def test_everything_can_be_turned_off_and_on_again(client, author):
    client.post("/admin/letters/", {"language": "en"})
    author.refresh_from_db()
    assert author.letters_off == list(LETTERS)

    client.post("/admin/letters/", {"wanted": list(LETTERS), "language": "en"})
    author.refresh_from_db()
    assert author.letters_off == []


@pytest.mark.parametrize("posted", [{"wanted": ["made-up"], "language": "en"}, {"language": "xx"}, {}])
def test_what_the_page_does_not_offer_changes_nothing(client, author, posted):
    client.post("/admin/letters/", posted)

    author.refresh_from_db()
    assert (author.letters_off, author.mail_language) == ([], "")


def test_page_is_linked_from_every_page_of_the_newsroom(client, author):
    assert 'href="/admin/letters/"' in client.get("/admin/").content.decode()


def test_strangers_are_asked_to_log_in(client):
    assert client.get("/admin/letters/").status_code == 302

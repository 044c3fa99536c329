"""What the API keeps of a text is always what making it again would give."""

from typing import Any

import pytest
from django.test import Client

from releases import steps
from releases.models import Edition, EditionPiece
from releases.tests.making import corrected, make_field, make_live_edition, make_scheduled_edition, make_user
from taxonomy.tests.making import change_term

pytestmark = pytest.mark.django_db(transaction=True)

LIST, CHANGES = "/api/v1/releases/", "/api/v1/changes/"


@pytest.fixture
def edition() -> Edition:
    """Everything about it was asked for before, so that it is kept."""
    edition = make_live_edition(headline="A figure of 57", fields_of_work=[make_field("Elections")])
    for address in (LIST, CHANGES, address_of(edition)):
        answer(address)
    assert set(EditionPiece.objects.values_list("kind", flat=True)) == {"api summary", "api text"}
    return edition


def address_of(edition: Edition) -> str:
    return f"/api/v1/releases/{edition.release_id}/{edition.language}/"


def answer(address: str) -> dict[str, Any]:
    return Client().get(address).json()


def again(address: str) -> dict[str, Any]:
    EditionPiece.objects.all().delete()
    return answer(address)


@pytest.mark.parametrize("address", [LIST, CHANGES])
def test_items_of_a_list_are_kept(edition, address):
    kept = answer(address)

    assert [item.get("text", item)["headline"] for item in kept["items"]] == ["A figure of 57"]
    assert kept == again(address)


def test_text_that_is_kept_costs_one_question_beside_those_of_every_answer(edition, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        kept = answer(address_of(edition))

    assert kept == again(address_of(edition))


def test_correction_takes_the_place_of_what_was_kept(edition, admin_user):
    corrected(edition, admin_user, headline="A figure of 75")

    assert answer(address_of(edition))["headline"] == "A figure of 75"
    assert [item["headline"] for item in answer(LIST)["items"]] == ["A figure of 75"]


def test_translation_is_named_as_soon_as_it_is_public_and_not_before(edition):
    make_scheduled_edition(release=edition.release, language="ru", headline="Позже")
    assert answer(address_of(edition))["translations"] == []

    make_live_edition(release=edition.release, language="fr", headline="Un chiffre")

    assert [other["language"] for other in answer(address_of(edition))["translations"]] == ["fr"]


def test_text_that_is_withdrawn_or_removed_is_kept_nowhere(edition):
    withdrawn = steps.withdraw(edition, make_user(), "It was put off.")
    assert answer(LIST)["items"] == []
    assert answer(address_of(edition))["status"] == "withheld"

    steps.remove(withdrawn, make_user(), "It named persons.")

    assert answer(address_of(edition))["status"] == 410
    assert [change["text"].get("headline") for change in answer(CHANGES)["items"]][-1] is None


def test_renamed_term_shows_its_new_slug(edition):
    change_term(edition.fields_of_work.get(), slug="elections-and-voting")

    assert answer(address_of(edition))["fields_of_work"] == ["elections-and-voting"]
    assert answer(LIST)["items"][0]["fields_of_work"] == ["elections-and-voting"]

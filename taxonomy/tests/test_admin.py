"""Vocabularies in the newsroom: names by language, reviewed or not, and safe from later loads."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from taxonomy.models import FieldOfWork, Page
from taxonomy.tests.making import make_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("anna", password="x"))
    return client


def data(**overrides: Any) -> dict[str, Any]:
    prefix = "former_names"
    return {
        "name": "Elections",
        "slug": "elections",
        "position": "1",
        "names_fr": "Élections",
        "names_ru": "Выборы",
        "why": "The Council renamed it.",
        f"{prefix}-TOTAL_FORMS": "0",
        f"{prefix}-INITIAL_FORMS": "0",
    } | overrides


def change(newsroom: Client, field: FieldOfWork, **overrides: Any) -> Any:
    return newsroom.post(reverse("admin:taxonomy_fieldofwork_change", args=[field.pk]), data(**overrides))


def test_each_language_has_an_input_and_a_mark_of_review(newsroom):
    field = make_field("Elections", unreviewed=["fr", "ru"], names={"fr": "Scrutins"})

    assert change(newsroom, field, reviewed_fr="on").status_code == 302

    field.refresh_from_db()
    assert field.names == {"fr": "Élections", "ru": "Выборы"}
    assert field.unreviewed == ["de", "it", "ru", "es"]
    assert field.edited_here


def test_slug_that_an_editor_changes_still_leads_home(newsroom):
    field = make_field("Elections")

    change(newsroom, field, slug="voting")

    assert [former.slug for former in field.former_names.all()] == ["elections"]


def test_list_shows_what_is_to_be_reviewed(newsroom):
    make_field("Elections", unreviewed=["fr"])
    make_field("Policing")

    response = newsroom.get(reverse("admin:taxonomy_fieldofwork_changelist"), {"review": "yes"})

    assert [field.name for field in response.context["cl"].result_list] == ["Elections"]


def test_term_that_stands_below_itself_is_refused(newsroom):
    parent = make_field("Environment")
    child = make_field("Climate change", parent=parent)

    response = change(newsroom, parent, name="Environment", slug="environment", parent=child.pk)

    assert "A term cannot be placed under itself." in response.content.decode()


def test_page_is_kept_in_every_language_and_cleaned(newsroom):
    page = Page.objects.create(slug="about-us", titles={"en": "About us"}, bodies={"en": "<p>We.</p>"})

    newsroom.post(
        reverse("admin:taxonomy_page_change", args=[page.pk]),
        {
            "slug": "about-us",
            "position": "1",
            "titles_en": "About us",
            "bodies_en": "<p>We<script>x</script>.</p>",
            "titles_fr": "Qui sommes-nous ?",
            "bodies_fr": "<p>Nous.</p>",
        },
    )

    page.refresh_from_db()
    assert page.titles == {"en": "About us", "fr": "Qui sommes-nous ?"}
    assert page.bodies == {"en": "<p>We.</p>", "fr": "<p>Nous.</p>"}
    assert page.edited_here


# Choosing


def offered(newsroom: Client, term: str = "") -> list[str]:
    """The terms offered to an editor who chooses a parent."""
    response = newsroom.get(
        reverse("admin:autocomplete"),
        {"app_label": "taxonomy", "model_name": "fieldofwork", "field_name": "parent", "term": term},
    )
    return [choice["text"] for choice in response.json()["results"]]


def test_term_that_was_merged_is_not_offered_to_be_chosen_and_stays_in_the_list(newsroom):
    kept = make_field("Elections")
    make_field("Voting", merged_into=kept)

    assert offered(newsroom) == ["Elections"]
    assert offered(newsroom, "voting") == ["Elections"], "its name leads to the one that it was merged into"
    listed = newsroom.get(reverse("admin:taxonomy_fieldofwork_changelist"))
    assert [field.name for field in listed.context["cl"].result_list] == ["Elections", "Voting"]


@pytest.mark.parametrize("typed", ["elections", "ÉLECTIONS", "elect", "Выборы", "выборы"])
def test_term_is_offered_by_any_of_its_names(newsroom, typed):
    make_field("Elections", names={"fr": "Élections", "ru": "Выборы"})
    make_field("Policing")

    assert offered(newsroom, typed) == ["Elections"]

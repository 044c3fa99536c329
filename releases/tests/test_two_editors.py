"""Two people save one text: nothing is overwritten, nothing is lost, and only a real conflict asks a question."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from releases import steps
from releases.admin.forms import version_of
from releases.models import Edition, User
from releases.tests.desk import form_data, said
from releases.tests.making import make_country, make_edition, make_field, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return make_user(username="anna", first_name="Anna", last_name="Adler")


@pytest.fixture
def ben() -> User:
    return make_user(username="ben", first_name="Ben", last_name="Berger")


@pytest.fixture
def edition(anna) -> Edition:
    edition = make_edition(headline="Before", lead="Before.", contacts=[{"name": "Press office"}])
    steps.record_save(edition, anna, created=True)
    return edition


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(edition: Edition, **overrides: Any) -> dict[str, Any]:
    """The form data of a browser that has just opened the page, with these fields changed."""
    edition.refresh_from_db()
    data = form_data(
        headline=edition.headline,
        lead=edition.lead,
        body=edition.body,
        places="\n".join(edition.places),
        version=version_of(edition),
        **contact_rows(edition),
    )
    for name in ("fields_of_work", "countries"):
        data[f"chosen_{name}"] = [term.pk for term in getattr(edition, name).all()]
    return data | overrides


def contact_rows(edition: Edition) -> dict[str, str]:
    contacts = list(edition.contacts.all())
    rows = {"contacts-TOTAL_FORMS": str(len(contacts)), "contacts-INITIAL_FORMS": str(len(contacts))}
    for number, contact in enumerate(contacts):
        for name in ("id", "name", "role", "email", "phone", "position"):
            rows[f"contacts-{number}-{name}"] = str(getattr(contact, name))
    return rows


def save(user: User, edition: Edition, data: dict[str, Any]) -> Any:
    return client_of(user).post(reverse("admin:releases_edition_change", args=[edition.pk]), data, follow=True)


def resubmitted(response: Any, **overrides: str) -> dict[str, Any]:
    """The data that the conflict page posts: everything it carries along, and the choices."""
    data: dict[str, Any] = {}
    for name, value in response.context["posted"]:
        data.setdefault(name, []).append(value)
    return data | {f"take-{name}": side for name, side in overrides.items()}


def test_changes_to_different_fields_are_joined_without_a_question(edition, anna, ben):
    of_anna, of_ben = opened(edition, headline="Anna’s headline"), opened(edition, lead="Ben’s lead.")

    save(anna, edition, of_anna)
    response = save(ben, edition, of_ben)

    edition.refresh_from_db()
    assert (edition.headline, edition.lead) == ("Anna’s headline", "Ben’s lead.")
    assert any("Anna Adler saved this text while you were writing" in message for message in said(response))


@pytest.mark.promise(34)
def test_field_that_both_changed_is_asked_about_and_nothing_is_written(edition, anna, ben):
    of_anna, of_ben = opened(edition, headline="Anna’s headline"), opened(edition, headline="Ben’s headline")

    save(anna, edition, of_anna)
    response = save(ben, edition, of_ben)

    page = response.content.decode()
    assert "Two people edited this text" in page
    assert "Anna’s" in page
    assert "Ben’s" in page
    assert '<span class="unseen">inserted: </span>' in page
    edition.refresh_from_db()
    assert edition.headline == "Anna’s headline"


@pytest.mark.parametrize(("side", "headline"), [("mine", "Ben’s headline"), ("theirs", "Anna’s headline")])
def test_second_person_chooses_field_by_field(edition, anna, ben, side, headline):
    of_anna = opened(edition, headline="Anna’s headline", lead="Anna’s lead.")
    of_ben = opened(edition, headline="Ben’s headline", body="<p>Ben’s text.</p>")
    save(anna, edition, of_anna)
    asked = save(ben, edition, of_ben)

    save(ben, edition, resubmitted(asked, headline=side))

    edition.refresh_from_db()
    assert edition.headline == headline
    assert edition.lead == "Anna’s lead."
    assert edition.body == "<p>Ben’s text.</p>"


def test_third_save_while_the_second_person_chooses_is_joined_as_well(edition, anna, ben):
    of_anna, of_ben = opened(edition, headline="Anna’s headline"), opened(edition, headline="Ben’s headline")
    save(anna, edition, of_anna)
    asked = save(ben, edition, of_ben)
    save(anna, edition, opened(edition, lead="Anna’s later lead."))

    save(ben, edition, resubmitted(asked, headline="mine"))

    edition.refresh_from_db()
    assert (edition.headline, edition.lead) == ("Ben’s headline", "Anna’s later lead.")


def test_second_person_keeps_their_text_aside(edition, anna, ben):
    of_anna, of_ben = opened(edition, headline="Anna’s headline"), opened(edition, headline="Ben’s headline")
    save(anna, edition, of_anna)
    asked = save(ben, edition, of_ben)

    save(ben, edition, resubmitted(asked) | {"_keep_aside": "1"})

    edition.refresh_from_db()
    assert edition.headline == "Anna’s headline"
    kept = edition.saved_texts.last()
    assert (kept.content["headline"], kept.entry.by) == ("Ben’s headline", ben)
    assert version_of(edition) != kept.pk


def test_terms_are_joined_and_asked_about_like_any_field(edition, anna, ben):
    country, field, other = make_country("Moldova"), make_field("Elections"), make_field("Policing")
    of_anna = opened(edition, chosen_countries=[country.pk], chosen_fields_of_work=[field.pk])
    of_ben = opened(edition, chosen_fields_of_work=[other.pk])

    save(anna, edition, of_anna)
    asked = save(ben, edition, of_ben)

    assert [conflict.name for conflict in asked.context["conflicts"]] == ["fields_of_work"]
    save(ben, edition, resubmitted(asked, fields_of_work="mine"))
    assert list(edition.countries.all()) == [country]
    assert list(edition.fields_of_work.all()) == [other]


def test_contacts_that_one_changed_stay_when_the_other_changes_the_text(edition, anna, ben):
    of_ben = opened(edition, headline="Ben’s headline")
    of_anna = opened(edition) | {
        "contacts-TOTAL_FORMS": "2",
        "contacts-1-name": "Spokesperson",
        "contacts-1-position": "1",
    }

    save(anna, edition, of_anna)
    save(ben, edition, of_ben)

    edition.refresh_from_db()
    assert edition.headline == "Ben’s headline"
    assert [contact.name for contact in edition.contacts.all()] == ["Press office", "Spokesperson"]


def test_contact_that_one_deleted_and_the_other_changed_is_asked_about(edition, anna, ben):
    of_anna = opened(edition) | {"contacts-0-DELETE": "on"}
    of_ben = opened(edition) | {"contacts-0-phone": "+43 1 0000"}
    save(anna, edition, of_anna)

    asked = save(ben, edition, of_ben)
    assert [conflict.name for conflict in asked.context["conflicts"]] == ["contacts"]

    save(ben, edition, resubmitted(asked, contacts="mine"))
    assert [(contact.name, contact.phone) for contact in edition.contacts.all()] == [("Press office", "+43 1 0000")]


def test_save_with_the_version_of_another_edition_guesses_nothing(edition, anna, ben):
    other = make_edition(headline="Another")
    steps.record_save(other, anna, created=True)

    response = save(ben, edition, opened(edition, headline="Ben’s headline") | {"version": version_of(other)})

    assert [conflict.name for conflict in response.context["conflicts"]] == ["headline"]
    edition.refresh_from_db()
    assert edition.headline == "Before"


@pytest.mark.promise(34)
def test_save_of_a_text_that_left_the_draft_meanwhile_is_refused(edition, anna, ben):
    of_ben = opened(edition, headline="Ben’s headline")
    steps.submit(edition, anna)

    assert save(ben, edition, of_ben).status_code == 403
    edition.refresh_from_db()
    assert edition.headline == "Before"


def test_hostile_text_is_inert_on_the_page_that_asks(edition, anna, ben):
    hostile = "</textarea><script>x()</script>"
    of_anna, of_ben = opened(edition, headline=hostile), opened(edition, headline=hostile + "2")

    save(anna, edition, of_anna)
    page = save(ben, edition, of_ben).content.decode()

    assert "<script>x()" not in page


def test_form_shows_who_else_has_it_open(edition, anna, ben):
    page = reverse("admin:releases_edition_change", args=[edition.pk])
    client_of(anna).get(page)

    assert "Anna Adler has had this form open since" in client_of(ben).get(page).content.decode()
    assert "Anna Adler has had this form open" not in client_of(anna).get(page).content.decode()


def test_page_learns_that_others_arrived_saved_and_left(edition, anna, ben):
    url = reverse("admin:releases_edition_presence", args=[edition.pk])
    version = version_of(edition)

    def heard(user: User, **data: Any) -> list[str]:
        return client_of(user).post(url, {"version": version} | data).json()["sentences"]

    heard(anna)
    assert "Anna Adler has had this form open" in heard(ben)[0]
    save(anna, edition, opened(edition, headline="Anna’s headline"))
    assert heard(ben) == [
        "Someone else has saved this edition since you opened it. When you save, their changes and yours will be merged."
    ]
    heard(anna)
    heard(anna, leave="1")
    assert not any("Anna" in sentence for sentence in heard(ben))


def test_unsaved_text_that_was_brought_back_is_shown_and_not_saved(edition, ben):
    response = save(ben, edition, opened(edition, headline="Brought back") | {"_bring_back": "1"})

    page = response.content.decode()
    assert 'value="Brought back"' in page
    assert "Your unsaved text has been restored." in page
    edition.refresh_from_db()
    assert edition.headline == "Before"


def test_key_for_unsaved_text_differs_from_person_to_person(edition, anna, ben):
    page = reverse("admin:releases_edition_change", args=[edition.pk])

    keys = {client_of(user).get(page).content.decode().split('data-key="')[1][:40] for user in (anna, ben)}

    assert len(keys) == 2


def test_browser_is_told_only_once_which_text_was_saved(edition, ben):
    client = client_of(ben)
    page = reverse("admin:releases_edition_change", args=[edition.pk])

    client.post(page, opened(edition, headline="Saved") | {"_continue": "1"})

    assert (
        f'name="newsroom-saved" content="[&quot;{ben.pk}:edition:{edition.pk}&quot;]"'
        in client.get(page).content.decode()
    )
    assert "newsroom-saved" not in client.get(page).content.decode()

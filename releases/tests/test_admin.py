"""The newsroom through the test client: what a form may write, which step a POST may take, and how forged requests are refused."""

import datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from releases import steps
from releases.models import Edition, RecordEntry, Release
from releases.states import State
from releases.steps import table
from releases.tests.desk import form_data, said
from releases.tests.making import (
    approved,
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_structure,
    make_user,
)

pytestmark = pytest.mark.django_db

ADD = "admin:releases_edition_add"
CHANGE = "admin:releases_edition_change"
LIST = "admin:releases_edition_changelist"


@pytest.fixture
def editor():
    return make_user(username="anna")


@pytest.fixture
def newsroom(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def step_url(edition: Edition, name: str) -> str:
    return reverse("admin:releases_edition_step", args=[edition.pk, name])


def test_new_draft_is_a_release_of_its_own_with_terms_in_the_order_chosen(newsroom, editor):
    fields = [make_field("Elections"), make_field("Arms control"), make_field("Policing")]
    chosen = [fields[2].pk, fields[0].pk]

    response = newsroom.post(reverse(ADD), form_data(chosen_fields_of_work=chosen, places="CHISINAU\nTIRASPOL"))

    assert response.status_code == 302
    edition = Edition.objects.get()
    assert [term.pk for term in edition.fields_of_work.all()] == chosen
    assert (edition.state, edition.places) == ("draft", ["CHISINAU", "TIRASPOL"])
    assert [(entry.step, entry.by) for entry in edition.record.all()] == [("create", editor)]


def test_order_of_terms_can_be_changed(newsroom):
    fields = [make_field("Elections"), make_field("Arms control")]
    edition = make_edition(fields_of_work=fields)

    newsroom.post(
        reverse(CHANGE, args=[edition.pk]),
        form_data(chosen_fields_of_work=[fields[1].pk, fields[0].pk], version=0),
    )

    assert list(edition.fields_of_work.all()) == [fields[1], fields[0]]


def test_term_that_does_not_exist_is_refused_and_none_is_created(newsroom):
    response = newsroom.post(reverse(ADD), form_data(chosen_countries=["999999", "Atlantis"]))

    assert response.status_code == 200
    assert not Release.objects.exists()


@pytest.mark.promise(39)
def test_hostile_text_is_cleaned_on_saving(newsroom):
    newsroom.post(reverse(ADD), form_data(body='<p onclick="x()">Text<script>alert(1)</script></p>'))

    assert Edition.objects.get().body == "<p>Text</p>"


@pytest.mark.parametrize("state", ["submitted", "approved", "discarded"])
@pytest.mark.promise(33)
def test_edition_that_is_no_draft_refuses_a_forged_save(newsroom, state):
    edition = make_edition(state=state, headline="Before")

    response = newsroom.post(reverse(CHANGE, args=[edition.pk]), form_data(headline="Forged", version=0))

    assert response.status_code == 403
    edition.refresh_from_db()
    assert edition.headline == "Before"


def test_read_only_edition_is_shown_as_text_without_help_for_writers(newsroom):
    edition = make_live_edition(places=["CHISINAU", "VIENNA"], keywords=["observers"])

    page = newsroom.get(reverse(CHANGE, args=[edition.pk])).text

    assert "CHISINAU; VIENNA" in page
    assert "[&quot;" not in page
    assert "Never public." not in page
    assert "shown in lists and above the text" not in page
    assert "contacts-group" not in page  # it has no contacts


@pytest.mark.parametrize("make", [make_live_edition, make_scheduled_edition])
def test_released_edition_is_read_and_not_written(newsroom, make):
    edition = make(headline="Before", contacts=[{"name": "Press office"}], fields_of_work=[make_field("Elections")])

    page = newsroom.get(reverse(CHANGE, args=[edition.pk])).content.decode()
    response = newsroom.post(reverse(CHANGE, args=[edition.pk]), form_data(headline="Forged"))

    assert 'name="headline"' not in page
    assert "Elections" in page
    assert response.status_code == 403


@pytest.mark.parametrize("number", ["9" * 30, "1" * 5000, "²", "٣", "-1", ""])
def test_number_that_no_column_holds_is_refused_or_found_nowhere(newsroom, number):
    draft = make_edition()
    before = Edition.objects.count()
    queries = ["edition/add/?release=", "edition/add/?chosen_countries=", "edition/together/release_now/?release="]
    asked = [f"{query}{number}" for query in queries]
    asked += [f"{model}/{number}/change/" for model in ("edition", "release", "importrun")]
    posted = [
        (f"edition/{number}/change/", form_data()),
        ("edition/add/", form_data(release_number=number or "x")),
        ("edition/add/", form_data(chosen_countries=[number or "x"])),
        (f"edition/{draft.pk}/presence/", {"version": number}),
        (f"edition/{draft.pk}/step/limit_access/", {"people": [number or "x"]}),
    ]

    answers = [newsroom.get(f"/admin/releases/{address}", follow=True) for address in asked]
    answers += [newsroom.post(f"/admin/releases/{address}", data, follow=True) for address, data in posted]

    assert {answer.status_code for answer in answers} <= {200, 404}
    assert Edition.objects.count() == before


def test_forged_number_of_contacts_is_cut(newsroom):
    page = newsroom.post(reverse(ADD), form_data(**{"contacts-TOTAL_FORMS": "9" * 30}))

    assert 'name="contacts-199-name"' in page.text
    assert 'name="contacts-200-name"' not in page.text


@pytest.mark.promise(35)
def test_no_edition_can_be_deleted(newsroom):
    edition = make_edition()

    assert (
        newsroom.post(reverse("admin:releases_edition_delete", args=[edition.pk]), {"post": "yes"}).status_code == 403
    )
    assert Edition.objects.filter(pk=edition.pk).exists()


def test_translation_begins_with_the_facts_of_the_text_that_there_is(newsroom):
    country = make_country("Moldova")
    original = make_live_edition(countries=[country], places=["CHISINAU"])

    page = newsroom.get(f"{reverse(ADD)}?release={original.release_id}&language=fr").content.decode()
    newsroom.post(
        reverse(ADD), form_data(language="fr", release_number=original.release_id, chosen_countries=[country.pk])
    )

    assert "Moldova" in page
    assert "CHISINAU" in page
    translation = Edition.objects.get(language="fr")
    assert (translation.release, translation.number) == (original.release, 1)


def test_language_that_a_release_has_already_is_refused(newsroom):
    original = make_live_edition()

    response = newsroom.post(reverse(ADD), form_data(release_number=original.release_id))

    assert "This release already has a text in this language" in response.content.decode()
    assert Edition.objects.count() == 1


def test_draft_is_released_from_its_page(newsroom):
    edition = approved(make_edition())

    question = newsroom.get(step_url(edition, "release_now")).content.decode()
    response = newsroom.post(step_url(edition, "release_now"), {"remark": ""}, follow=True)

    assert edition.headline in question
    assert said(response) == ["Done: Release now."]
    assert list(Edition.objects.live()) == [edition]


def test_draft_is_scheduled_for_an_hour_in_the_zone_of_the_organisation(newsroom):
    edition = approved(make_edition())

    newsroom.post(step_url(edition, "schedule"), {"at": "2099-01-15T10:00"})

    edition.refresh_from_db()
    assert edition.live_from == datetime.datetime(2099, 1, 15, 9, tzinfo=datetime.UTC)


@pytest.mark.parametrize("at", ["2099-03-29T02:30", "2099-10-25T02:30"])
@pytest.mark.promise(22)
def test_hour_that_does_not_exist_or_comes_twice_is_refused(newsroom, at):
    edition = approved(make_edition())

    response = newsroom.post(step_url(edition, "schedule"), {"at": at})

    assert response.status_code == 200
    assert "it may be ambiguous or it may not exist" in response.content.decode()
    edition.refresh_from_db()
    assert edition.state == State.APPROVED


def test_next_edition_is_opened_as_a_draft(newsroom):
    edition = make_live_edition()

    response = newsroom.post(
        step_url(edition, "start_next"), {"kind": "correction", "remark": "The day was wrong."}, follow=True
    )

    draft = Edition.objects.get(number=2)
    assert (draft.kind, draft.change_note, draft.state) == ("correction", "The day was wrong.", "draft")
    assert response.redirect_chain[-1][0] == reverse(CHANGE, args=[draft.pk])


def test_withdrawal_without_an_explanation_is_asked_for_one(newsroom):
    edition = make_live_edition()

    newsroom.post(step_url(edition, "withdraw"), {"remark": "  "})

    assert Edition.objects.live().get() == edition


def test_blocked_step_says_why_and_a_forged_post_gets_the_same_sentence(newsroom, editor):
    edition = make_edition(state=State.SUBMITTED)
    steps.record_save(edition, editor, created=True)
    sentence = "You worked on this edition or released it, so someone else must approve it."

    page = newsroom.get(reverse(CHANGE, args=[edition.pk])).content.decode()
    response = newsroom.post(step_url(edition, "approve"), {"remark": ""}, follow=True)

    assert sentence in page
    assert said(response) == [sentence]


@pytest.mark.parametrize("name", [step.name for step in table.STEPS.values() if step not in table.TAKEN_BY_IMPORTS])
def test_person_who_may_only_look_takes_no_step(name):
    viewer = make_user(is_superuser=False)
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["view_edition", "see_every_edition"]))
    client = Client()
    client.force_login(viewer)
    situations = [make_edition(), make_edition(state="submitted"), make_live_edition(), make_scheduled_edition()]

    for edition in situations:
        data = {"remark": "A remark.", "at": "2099-01-15T10:00", "kind": "update"}
        assert client.post(step_url(edition, name), data).status_code == 302

    assert not RecordEntry.objects.filter(by=viewer).exclude(step="remark").exists(), "who may look may say something"


@pytest.mark.parametrize("name", ["place_on_record", "abandon_import", "made_up"])
def test_steps_of_imports_have_no_address(newsroom, name):
    assert newsroom.post(step_url(make_edition(), name), {}).status_code == 404


@pytest.mark.promise(48)
def test_step_needs_the_token_against_forged_requests(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    edition = make_edition()

    assert client.post(step_url(edition, "release_now"), {}).status_code == 403


def test_stranger_is_sent_to_the_login(client):
    edition = make_edition()

    for url in (reverse(LIST), reverse(CHANGE, args=[edition.pk]), step_url(edition, "release_now")):
        response = client.get(url)
        assert response.status_code == 302
        assert "/admin/login/" in response.headers["Location"]


def test_terms_are_offered_with_their_path_and_by_any_of_their_names(newsroom):
    parent = make_field("Environmental activities")
    make_field("Climate change", parent=parent, names={"ru": "Изменение климата"})
    make_field("Global warming", merged_into=parent)

    def offered(text: str) -> list[str]:
        query = {"app_label": "releases", "model_name": "editionfieldofwork", "field_name": "tag", "term": text}
        return [result["text"] for result in newsroom.get(reverse("admin:autocomplete"), query).json()["results"]]

    assert offered("clim") == ["Environmental activities › Climate change"]
    assert offered("климата") == ["Environmental activities › Climate change"]
    assert offered("warming") == ["Environmental activities"]


@pytest.mark.promise(13)
def test_terms_are_offered_to_nobody_who_may_not_see_them():
    make_field()
    outsider = make_user(is_superuser=False)
    client = Client()
    client.force_login(outsider)
    query = {"app_label": "releases", "model_name": "editionfieldofwork", "field_name": "tag", "term": "e"}

    assert client.get(reverse("admin:autocomplete"), query).status_code == 403


def test_every_page_of_the_newsroom_opens(newsroom):
    make_live_edition(countries=[make_country()], fields_of_work=[make_field()], sources=[make_structure()])

    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert newsroom.get(reverse(f"{name}_changelist"), follow=True).status_code == 200, name
        if model_admin.has_add_permission(newsroom.get(reverse("admin:index")).wsgi_request):
            assert newsroom.get(reverse(f"{name}_add")).status_code == 200, name
        for thing in model._default_manager.all()[:1]:
            assert newsroom.get(reverse(f"{name}_change", args=[thing.pk]), follow=True).status_code == 200, name

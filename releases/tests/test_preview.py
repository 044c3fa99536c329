"""Previews: the form is posted, the public page comes back, and nothing is written."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from releases.models import Edition, RecordEntry
from releases.tests.desk import form_data, page_in
from releases.tests.making import (
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)

pytestmark = pytest.mark.django_db

NEW = "admin:releases_edition_preview_new"


@pytest.fixture
def newsroom() -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def preview_of(edition: Edition) -> str:
    return reverse("admin:releases_edition_preview", args=[edition.pk])


def test_form_that_nobody_saved_is_shown_on_the_public_page_and_nothing_is_written(newsroom):
    edition = make_edition(headline="Before")
    country = make_country("Moldova")
    contact = {"contacts-TOTAL_FORMS": "1", "contacts-0-name": "Press office", "contacts-0-position": "0"}

    response = newsroom.post(
        preview_of(edition), form_data(headline="After", chosen_countries=[country.pk], version=0, **contact)
    )

    page = page_in(response)
    assert "<h1>After</h1>" in page
    assert "Moldova" in page
    assert "Press office" in page
    edition.refresh_from_db()
    assert edition.headline == "Before"
    assert not edition.countries.exists()
    assert not RecordEntry.objects.exists()


def test_preview_is_kept_by_no_cache(newsroom):
    response = newsroom.get(preview_of(make_edition()))

    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_text_of_a_release_that_has_no_number_yet_is_shown(newsroom):
    response = newsroom.post(reverse(NEW), form_data(headline="Brand new"))

    assert "<h1>Brand new</h1>" in page_in(response)
    assert not Edition.objects.exists()


def test_incomplete_form_is_shown_with_what_could_not_be_understood(newsroom):
    response = newsroom.post(reverse(NEW), form_data(headline="A day that is none", date="2026-02-31"))

    assert "<h1>A day that is none</h1>" in page_in(response)
    assert "Date: Enter a valid date." in response.content.decode()


def test_preview_shows_no_other_text_that_is_not_public(newsroom):
    field = make_field("Elections")
    shown = make_live_edition(headline="Public neighbour", fields_of_work=[field])
    make_edition(headline="Hidden draft", fields_of_work=[field])
    make_scheduled_edition(headline="Hidden schedule", fields_of_work=[field])
    edition = make_edition(headline="Mine", fields_of_work=[field])

    page = page_in(newsroom.post(preview_of(edition), form_data(chosen_fields_of_work=[field.pk], version=0)))

    assert shown.headline in page
    assert "Hidden" not in page


def test_correction_is_shown_with_its_note_for_readers(newsroom):
    live = make_live_edition()
    draft = make_edition(release=live.release, number=2, kind="correction", change_note="The day was wrong.")

    page = page_in(newsroom.get(preview_of(draft)))

    assert "The day was wrong." in page


def test_preview_is_in_the_language_of_the_text(newsroom):
    page = page_in(newsroom.get(preview_of(make_edition(language="ru", headline="Миссия"))))

    assert '<html lang="ru"' in page


def test_hostile_text_is_inert_in_a_preview(newsroom):
    hostile = form_data(headline='"><script>x()</script>', body="<p onclick='x()'>Text<script>x()</script></p>")

    response = newsroom.post(reverse(NEW), hostile)

    assert "<script>x()" not in response.content.decode()
    assert "onclick" not in page_in(response)
    assert "<script>x()" not in page_in(response)


def test_whoever_may_only_look_previews_what_is_stored_and_nothing_else():
    viewer = make_user(is_superuser=False)
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["view_edition", "see_every_edition"]))
    client = Client()
    client.force_login(viewer)
    edition = make_edition()

    assert client.get(preview_of(edition)).status_code == 200
    assert client.post(preview_of(edition), form_data(version=0)).status_code == 403
    assert client.post(reverse(NEW), form_data()).status_code == 403

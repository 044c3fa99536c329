"""The dashboard: what awaits each person, and what becomes public when, with the time zone."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.models import User
from releases.tests.making import make_edition, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db

DESK = "admin:index"


@pytest.fixture
def anna() -> User:
    return make_user(username="anna")


@pytest.fixture
def ben() -> User:
    return make_user(username="ben")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def part(user: User, name: str) -> str:
    """A section of the page, with whitespace normalised."""
    page = client_of(user).get(reverse(DESK)).content.decode()
    return " ".join(page.split(f'id="part-{name}"')[1].split("</section>")[0].split())


def written_by(user: User, **overrides):
    edition = make_edition(**overrides)
    steps.record_save(edition, user, created=True)
    return edition


def test_text_that_i_write_in_is_mine_and_of_nobody_else(anna, ben):
    written_by(anna, headline="Council meets")

    assert "Council meets" in part(anna, "mine")
    assert "Council meets" not in part(ben, "mine")


def test_submitted_text_waits_for_everybody_but_its_writer(anna, ben):
    steps.submit(written_by(anna, headline="Council meets"), anna)

    assert "Council meets" in part(ben, "waiting")
    assert "Council meets" not in part(anna, "waiting")


def test_text_that_was_sent_back_is_with_its_writer_until_it_is_submitted_again(anna, ben):
    edition = written_by(anna, headline="Council meets")
    steps.submit(edition, anna)
    steps.send_back(edition, ben, "Please name the town.")

    assert "Please name the town." in part(anna, "returned")
    assert "Council meets" not in part(ben, "returned")

    steps.record_save(edition, anna, created=False)
    assert "Council meets" in part(anna, "returned")
    steps.submit(edition, anna)
    assert "Council meets" not in part(anna, "returned")


def test_what_is_to_come_stands_by_day_and_hour_in_the_zone_of_the_organisation(anna):
    make_scheduled_edition(headline="At nine", at=datetime.datetime(2099, 1, 15, 8, 0, tzinfo=datetime.UTC))

    days = part(anna, "scheduled")

    assert "Thursday, 15 January 2099" in days
    assert "09:00 Europe/Vienna" in days
    assert "At nine" in days


def test_what_became_public_lately_is_shown_and_what_is_old_is_not(anna):
    make_live_edition(headline="Fresh")
    make_live_edition(headline="Old", live_from=timezone.now() - datetime.timedelta(days=30))

    assert "Fresh" in part(anna, "new")
    assert "Old" not in part(anna, "new")


def test_new_text_is_told_of_and_not_the_one_that_it_replaced(anna):
    steps.withdraw(make_live_edition(headline="Fresh"), make_user(), "Called off.")

    assert part(anna, "new").count("Fresh") == 1
    assert "withdrawn" in part(anna, "new")


def test_new_release_is_named_with_the_languages_that_it_lacks(anna):
    live = make_live_edition(headline="Council meets")
    make_edition(release=live.release, language="fr")

    missing = part(anna, "untranslated")

    assert f"?release={live.release_id}&amp;language=ru" in missing
    assert "language=fr" not in missing


def test_number_of_queries_does_not_grow(anna, django_assert_max_num_queries):
    client = client_of(anna)
    for _ in range(4):
        written_by(anna)
        make_live_edition()
        make_scheduled_edition()

    # Session, user, time; the sections; the words asked for; the languages of new releases; background work, and stuck mail.
    with django_assert_max_num_queries(16):
        client.get(reverse(DESK))


@pytest.mark.promise(13)
def test_dashboard_of_a_person_without_access_names_no_edition():
    make_edition(headline="Council meets")
    taxonomist = make_user(is_superuser=False)
    taxonomist.user_permissions.add(Permission.objects.get(codename="change_fieldofwork"))

    page = client_of(taxonomist).get(reverse(DESK)).content.decode()

    assert "Council meets" not in page
    assert 'class="desk"' not in page


def test_whoever_may_not_approve_is_not_told_what_waits(anna):
    steps.submit(written_by(anna, headline="Council meets"), anna)
    author = make_user(is_superuser=False)
    author.user_permissions.add(*Permission.objects.filter(codename__in=["view_edition", "change_edition"]))

    assert "part-waiting" not in client_of(author).get(reverse(DESK)).content.decode()

"""The release that leads the front page: chosen on the record, shown only while it is public, by the database's clock."""

import datetime
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.models import Edition, Featured, User
from releases.models.clock import database_time
from releases.record import guards as record_guards
from releases.record import verification
from releases.record.verification import RecordBroken
from releases.site import featuring, freshness
from releases.site.standing import Watch
from releases.steps import StepRefused
from releases.steps.table import moves
from releases.tests.making import make_country, make_edition, make_live_edition, make_scheduled_edition, make_user
from taxonomy import guards

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
LEADING = re.compile(
    r'<section class="leading"\s+aria-label="([^"]*)">.*?class="headline"[^>]*><a[^>]*>([^<]*)</a>', re.DOTALL
)


def leading(client: Any, path: str = "/") -> tuple[str, str]:
    """How the leading part of the front page is called, and the headline there."""
    found = LEADING.search(client.get(path).content.decode())
    assert found
    return found[1], found[2]


@pytest.fixture
def site() -> dict[str, Edition]:
    """An old release and a newer one, so that the order of the front page is known."""
    country = make_country("Moldova")
    old = make_live_edition(headline="Old release", date=datetime.date(1999, 5, 1), countries=[country])
    new = make_live_edition(headline="New release", date=datetime.date(1999, 5, 9))
    return {"old": old, "new": new}


@pytest.fixture
def editor() -> User:
    return make_user(roles=["Editor"])


def wait_until(moment: datetime.datetime) -> None:
    while database_time() < moment:
        time.sleep(0.05)


def test_newest_release_leads_until_another_one_is_chosen(client, site, editor):
    assert leading(client) == ("Newest release", "New release")

    steps.feature(site["old"], editor)

    assert leading(client) == ("Featured release", "Old release")
    assert client.get("/").content.decode().count("New release") == 1, "the newest comes next, once"


def test_another_choice_or_none_undoes_it(client, site, editor):
    steps.feature(site["old"], editor)
    steps.feature(site["new"], editor)
    assert leading(client) == ("Featured release", "New release")

    steps.stop_featuring(site["new"], editor, "Its week is over.")

    assert leading(client) == ("Newest release", "New release")


def test_choice_that_was_to_begin_later_is_ended_as_well(client, site, editor):
    begins = database_time() + datetime.timedelta(seconds=1)
    steps.feature(site["old"], editor, begins)

    steps.stop_featuring(site["old"], editor, "It was the wrong day.")

    wait_until(begins)
    assert leading(client) == ("Newest release", "New release")


def test_choice_after_it_was_ended_counts_again(client, site, editor):
    steps.feature(site["old"], editor)
    steps.stop_featuring(site["old"], editor)

    steps.feature(site["old"], editor)

    assert leading(client) == ("Featured release", "Old release")


def test_choice_begins_and_ends_by_the_clock(client, site, editor):
    begins = database_time() + datetime.timedelta(seconds=1)
    steps.feature(site["old"], editor, begins, begins + datetime.timedelta(seconds=1))

    assert leading(client)[1] == "New release"
    wait_until(begins)
    assert leading(client)[1] == "Old release"
    wait_until(begins + datetime.timedelta(seconds=1))
    assert leading(client)[1] == "New release"


def test_release_chosen_ahead_appears_at_its_second_and_the_one_before_stays_until_then(client, site, editor):
    steps.feature(site["old"], editor)
    at = database_time() + datetime.timedelta(seconds=2)
    ahead = make_scheduled_edition(headline="Coming release", date=datetime.date(1999, 5, 2), at=at)
    steps.feature(ahead, editor)

    assert leading(client)[1] == "Old release"
    wait_until(at)
    assert leading(client) == ("Featured release", "Coming release")


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "scheduled"])
@pytest.mark.promise(2)
def test_choice_tells_nothing_of_what_is_not_public(client, site, editor, state):
    before = client.get("/").content
    make: Any = make_scheduled_edition if state == "scheduled" else make_edition
    hidden = make(headline="Marker", **({} if state == "scheduled" else {"state": state}))

    steps.feature(hidden, editor)

    assert client.get("/").content == before


@pytest.mark.parametrize("step", [steps.withdraw, steps.remove])
def test_newest_release_leads_when_the_chosen_one_is_withdrawn_or_removed(client, site, editor, step):
    steps.feature(site["old"], editor)

    step(site["old"], make_user(), "It was wrong.")

    assert leading(client) == ("Newest release", "New release")


def test_choice_holds_in_every_language_in_which_the_release_is_public(client, site, editor):
    make_live_edition(
        headline="Ancien communiqué", language="fr", release=site["old"].release, date=datetime.date(1999, 5, 1)
    )
    make_live_edition(headline="Nouveau communiqué", language="fr", date=datetime.date(1999, 5, 9))
    make_live_edition(headline="Neue Mitteilung", language="de", date=datetime.date(1999, 5, 9))

    steps.feature(site["old"], editor)

    assert leading(client, "/fr/")[1] == "Ancien communiqué"
    assert leading(client, "/de/")[1] == "Neue Mitteilung"


# On the record


def test_choice_is_a_line_of_the_record_and_can_be_neither_changed_nor_deleted(site, editor):
    steps.feature(site["old"], editor, remark="For the anniversary.")

    entry = site["old"].record.latest("pk")
    assert (entry.step, entry.by, entry.remark) == ("feature", editor, "For the anniversary.")
    verification.verify()
    for change in (lambda: Featured.objects.update(leads=False), lambda: Featured.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_changed_choice_is_found(site, editor):
    steps.feature(site["old"], editor)
    guards.remove(connection, record_guards.guards(moves()))
    Featured.objects.update(leads=False)

    with pytest.raises(RecordBroken, match="which release leads the front page"):
        verification.verify()


@pytest.mark.parametrize("role", ["Author", "Taxonomist", "Administrator", "Reviewer"])
def test_only_editors_and_publishers_choose(site, role):
    with pytest.raises(StepRefused):
        steps.feature(site["old"], make_user(roles=[role]))


def test_hours_in_the_wrong_order_and_hidden_texts_are_refused(site, editor):
    now = database_time()
    wrong: list[dict[str, Any]] = [
        {"begins_at": now - HOUR},
        {"ends_at": now - HOUR},
        {"begins_at": now + 2 * HOUR, "ends_at": now + HOUR},
    ]
    for times in wrong:
        with pytest.raises(StepRefused):
            steps.feature(site["old"], editor, **times)
    for edition in (make_edition(state="discarded"),):
        with pytest.raises(StepRefused):
            steps.feature(edition, editor)
    assert not Featured.objects.exists()


# Caches


def test_pages_are_made_anew_when_a_choice_is_made_begins_or_ends(site, editor):
    before, told = freshness.read(None), featuring.standing()

    steps.feature(site["old"], editor, ends_at=database_time() + HOUR)

    after = freshness.read(None)
    assert before
    assert after
    assert Watch()._differs(before, replace(before, choice=after.choice))
    assert not Watch()._differs(before, before)
    assert featuring.standing() != told


def test_no_answer_outlives_the_beginning_or_end_of_a_choice(site, editor):
    begins = database_time() + HOUR
    steps.feature(site["old"], editor, begins, begins + HOUR)

    fresh = freshness.read(None)

    assert fresh is not None
    assert fresh.due == begins


@pytest.mark.django_db(transaction=True)
def test_front_page_asks_one_question_more_once_there_is_a_choice(client, django_assert_num_queries):
    old = make_live_edition(headline="Old release", countries=[make_country("Moldova")])
    steps.feature(old, make_user())
    client.get("/")

    with django_assert_num_queries(3):  # what is due and what changed; the choice; the cards
        client.get("/")


# In the newsroom


def test_editor_chooses_and_stops_on_a_page(client, site, editor):
    client.force_login(editor)
    page = reverse("admin:releases_edition_feature", args=[site["old"].pk])
    until = timezone.localtime() + HOUR

    client.post(page, {"ends_at": f"{until:%Y-%m-%dT%H:%M}", "remark": "The anniversary."})
    assert leading(client)[1] == "Old release"
    assert "Old release" in client.get(page).content.decode()
    client.post(page, {"stop": "1"})

    assert leading(client)[1] == "New release"
    assert list(Featured.objects.order_by("pk").values_list("leads", flat=True)) == [True, False]


def test_list_of_choices_names_no_text_that_its_reader_may_not_see(client, site, editor):
    secret = make_edition(headline="Marker")
    steps.limit_access(secret, boss := make_user(), [boss])
    steps.feature(secret, boss)
    client.force_login(editor)

    page = client.get(reverse("admin:releases_edition_feature", args=[site["old"].pk])).content.decode()

    assert "Marker" not in page
    assert f"Release {secret.release_id}" in page

"""The newsroom's list of releases: one line per release, fast at any size, with counted filters."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.models import Edition
from releases.tests.making import (
    make_edition,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = "admin:releases_release_changelist"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def newsroom() -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def shown(response: Any) -> list[str]:
    """The headline of each line."""
    return [release.row.first().headline for release in response.context["cl"].result_list]


def choices(response: Any) -> list[str]:
    cl = response.context["cl"]
    return [str(choice["display"]) for spec in cl.filter_specs for choice in spec.choices(cl)]


def test_release_is_one_line_with_the_state_of_each_language_and_what_changes_next(newsroom):
    live = make_live_edition(headline="Council meets")
    make_edition(release=live.release, language="fr", headline="Le Conseil se réunit", state="submitted")
    coming = make_scheduled_edition(release=live.release, number=2, headline="Council met")

    response = newsroom.get(reverse(LIST))

    page = " ".join(response.content.decode().split())
    assert shown(response) == ["Council met"]
    assert '<span lang="en">en</span> live' in page
    assert '<span lang="en">en</span> scheduled' in page
    assert '<span lang="fr">fr</span> submitted' in page
    assert f"{timezone.localtime(coming.live_from):%Y-%m-%d %H:%M} Europe/Vienna: en" in page


def test_number_of_queries_does_not_grow_with_the_list(newsroom, django_assert_num_queries):
    make_scheduled_edition()
    # Session, user, their structures; marks, released texts, other texts; the time, the page and its texts; texts of mine, and
    # those that wait for me.
    with django_assert_num_queries(11):
        newsroom.get(reverse(LIST))
    for _ in range(5):
        make_edition(release=make_live_edition().release, language="fr")
    with django_assert_num_queries(11):
        newsroom.get(reverse(LIST))


def everywhere() -> None:
    """One release in each situation."""
    now = timezone.now()
    make_scheduled_edition(headline="Headline scheduled")
    make_live_edition(headline="Headline live")
    make_live_edition(headline="Headline superseded", live_from=now - 2 * HOUR, live_until=now - HOUR)
    steps.withdraw(
        make_live_edition(headline="Headline withdrawn", live_from=now - 2 * HOUR), make_user(), "Called off."
    )
    steps.remove(make_live_edition(headline="Headline removed", live_from=now - 2 * HOUR), make_user(), "By mistake.")
    for state in ("draft", "submitted", "approved", "discarded"):
        make_edition(headline=f"Headline {state}", state=state)


@pytest.mark.parametrize(
    "situation", ["draft", "submitted", "approved", "discarded", "scheduled", "live", "withdrawn", "removed"]
)
def test_list_is_narrowed_to_where_a_text_stands(newsroom, situation):
    everywhere()

    assert shown(newsroom.get(reverse(LIST), {"situation": situation})) == [f"Headline {situation}"]


def test_unknown_filter_value_gives_an_empty_list_and_no_error(newsroom):
    make_edition()

    assert shown(newsroom.get(reverse(LIST), {"situation": "made-up"}, follow=True)) == []


def test_choices_say_how_many_they_leave_under_the_others(newsroom):
    for headline in ("One", "Two"):
        make_edition(headline=headline)
    make_live_edition(language="fr")

    assert "draft (2)" in choices(newsroom.get(reverse(LIST)))
    assert "draft (2)" not in choices(newsroom.get(reverse(LIST), {"language": "fr"}))
    assert "live (1)" in choices(newsroom.get(reverse(LIST), {"language": "fr"}))


def test_release_is_found_by_its_number_and_by_words_of_any_of_its_headlines(newsroom):
    wanted = make_live_edition(headline="Observers arrive in Tirana")
    make_live_edition(headline="Observers leave")

    assert shown(newsroom.get(reverse(LIST), {"q": str(wanted.release_id)})) == ["Observers arrive in Tirana"]
    assert shown(newsroom.get(reverse(LIST), {"q": "tirana observers"})) == ["Observers arrive in Tirana"]
    assert shown(newsroom.get(reverse(LIST), {"q": "9" * 30})) == []


def test_my_texts_are_those_that_i_write_in(newsroom):
    editor = make_user()
    newsroom.force_login(editor)
    steps.record_save(make_edition(headline="Mine"), editor, created=True)
    steps.record_save(make_edition(headline="Of somebody else"), make_user(), created=True)

    assert shown(newsroom.get(reverse(LIST), {"whose": "mine"})) == ["Mine"]


def test_release_opens_in_the_text_that_is_worked_on(newsroom):
    live = make_live_edition()
    draft = make_edition(release=live.release, number=2, kind="update")

    response = newsroom.get(reverse("admin:releases_release_change", args=[live.release_id]))

    assert response.headers["Location"] == reverse("admin:releases_edition_change", args=[draft.pk])


def test_list_of_editions_leads_to_the_list_of_releases(newsroom):
    response = newsroom.get(reverse("admin:releases_edition_changelist"), {"q": "office"})

    assert response.headers["Location"] == reverse(LIST) + "?q=office"


@pytest.mark.promise(40)
def test_hostile_headline_is_inert_in_the_list(newsroom):
    make_edition(headline="<script>x()</script>")

    page = newsroom.get(reverse(LIST)).content.decode()

    assert "<script>x()" not in page
    assert "&lt;script&gt;x()" in page


def test_whoever_may_see_no_edition_sees_no_list():
    client = Client()
    client.force_login(make_user(is_superuser=False))
    make_edition()

    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(
        reverse("admin:releases_release_change", args=[Edition.objects.get().release_id])
    ).status_code in (
        403,
        404,
    )

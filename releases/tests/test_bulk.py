"""One step for several releases: each text is judged by itself, and a text that was not shown is not touched."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from releases import steps
from releases.models import Edition, User
from releases.record.contents import digest_of
from releases.tests.desk import said
from releases.tests.making import approved, make_edition, make_live_edition, make_user

pytestmark = pytest.mark.django_db

LIST = "admin:releases_release_changelist"


@pytest.fixture
def clara() -> User:
    return make_user(username="clara")


@pytest.fixture
def newsroom(clara) -> Client:
    client = Client()
    client.force_login(clara)
    return client


def ask(client: Client, step: str, *editions: Edition) -> Any:
    query = {"release": [edition.release_id for edition in editions]}
    return client.get(reverse("admin:releases_edition_bulk", args=[step]), query)


def take(client: Client, asked: Any, **data: Any) -> Any:
    """Post what the browser would from the confirmation page."""
    found = asked.context["candidates"]
    seen = {f"seen-{item.edition.pk}": item.digest for item in found}
    chosen = {"edition": [item.edition.pk for item in found if not item.blockers]}
    return client.post(asked.wsgi_request.get_full_path(), {"remark": ""} | seen | chosen | data, follow=True)


def state(edition: Edition) -> str:
    edition.refresh_from_db()
    return edition.state


def test_list_leads_to_a_page_that_names_each_text(newsroom):
    edition = approved(make_edition(headline="Council meets"))
    translation = approved(make_edition(release=edition.release, language="fr", headline="Le Conseil se réunit"))
    make_live_edition(headline="Not chosen")

    response = newsroom.post(
        reverse(LIST), {"action": "release_now", "_selected_action": [edition.release_id]}, follow=True
    )

    assert [item.edition for item in response.context["candidates"]] == [edition, translation]


def test_all_languages_go_out_at_one_instant(newsroom):
    edition = approved(make_edition())
    translation = approved(make_edition(release=edition.release, language="fr"))

    take(newsroom, ask(newsroom, "release_now", edition))

    edition.refresh_from_db()
    translation.refresh_from_db()
    assert edition.live_from is not None
    assert edition.live_from == translation.live_from


@pytest.mark.promise(31)
def test_all_editions_are_released_or_none(newsroom):
    ready, overtaken = approved(make_edition()), approved(make_edition(headline="Not ready"))
    asked = ask(newsroom, "release_now", ready, overtaken)
    steps.send_back(overtaken, make_user(), "Wait.")

    take(newsroom, asked)

    assert (state(ready), state(overtaken)) == ("approved", "draft")


def test_several_are_scheduled_together(newsroom):
    editions = [approved(make_edition()) for _ in range(2)]

    take(newsroom, ask(newsroom, "schedule", *editions), at="2099-01-15T10:00")

    assert [state(edition) for edition in editions] == ["released", "released"]
    assert len({edition.live_from for edition in editions}) == 1


@pytest.mark.promise(31)
def test_other_steps_are_taken_where_they_can_be_and_each_refusal_is_named(newsroom, clara):
    mine, other = make_edition(headline="Mine", state="submitted"), make_edition(headline="Other", state="submitted")
    steps.record_save(mine, clara, created=True)

    asked = ask(newsroom, "approve", mine, other)
    response = take(newsroom, asked, edition=[mine.pk, other.pk])

    assert (state(mine), state(other)) == ("submitted", "approved")
    assert any(message.startswith("Mine (English): ") for message in said(response))
    assert "Approve: done for 1 text." in said(response)


def test_text_that_was_changed_since_the_page_was_opened_is_not_touched(newsroom):
    edition = make_edition(headline="Council meets")
    steps.record_save(edition, make_user(), created=True)
    asked = ask(newsroom, "submit", edition)
    edition.headline = "Council met"
    edition.save()

    response = take(newsroom, asked)

    assert state(edition) == "draft"
    assert "Council met (English): It has changed since you opened this page." in said(response)


@pytest.mark.promise(31)
def test_text_that_one_may_not_see_is_neither_named_nor_touched():
    hidden = make_edition(headline="Hidden", state="submitted")
    steps.limit_access(hidden, make_user(), [])
    client = Client()
    client.force_login(make_user(roles=["Editor"]))

    asked = ask(client, "approve", hidden)
    response = take(client, asked, edition=[hidden.pk], **{f"seen-{hidden.pk}": digest_of(hidden)})

    assert asked.context["candidates"] == []
    assert "Hidden" not in asked.content.decode() + response.content.decode()
    assert state(hidden) == "submitted"


@pytest.mark.parametrize("name", ["place_on_record", "withdraw", "made-up"])
def test_step_that_is_taken_for_one_text_alone_has_no_such_page(newsroom, name):
    assert newsroom.get(reverse("admin:releases_edition_bulk", args=[name])).status_code == 404

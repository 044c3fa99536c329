"""Search, filters and order of the newsroom's list, which are computed in memory: exact, current, and only from what a person may see."""

import datetime
import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.admin.filters import SituationFilter
from releases.admin.narrowing import SITUATION_NAMES, Narrowed
from releases.admin.situations import in_situation
from releases.lists import texts
from releases.lists.newsroom import Visible
from releases.models import Edition
from releases.tests.making import make_edition, make_field, make_live_edition, make_scheduled_edition, make_user
from releases.tests.newsroom_search import found_in_any_state

LIST = "admin:releases_release_changelist"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def newsroom(db) -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def shown(response) -> list[str]:
    return [release.row.first().headline for release in response.context["cl"].result_list]


def sorted_by(client: Client, column: str, *, ascending: bool = True) -> list[str]:
    """As a click on the column's heading does."""
    page = client.get(reverse(LIST))
    place = page.context["cl"].list_display.index(column)
    return shown(client.get(reverse(LIST), {"o": f"{'' if ascending else '-'}{place}"}))


# Search


@pytest.mark.promise(13)
def test_words_of_a_text_are_found_by_those_alone_who_may_see_it(db):
    author = make_user(roles=["Author"])
    secret = make_edition(headline="Zanzibar talks")
    steps.record_save(secret, author, created=True)
    steps.limit_access(secret, author)

    assert found_in_any_state("zanzibar", author) == {secret}
    assert found_in_any_state("zanzibar") == set()


@pytest.mark.promise(13)
def test_hidden_texts_do_not_decide_whether_near_matches_are_shown(db):
    near = make_live_edition(headline="Council discusses fisheries")
    reader = make_user(roles=["Author"])

    def found() -> set[Edition]:
        return found_in_any_state("council discusses zanzibar", reader)

    assert found() == {near}
    for _ in range(21):
        make_edition(headline="Council discusses Zanzibar")
    assert found() == {near}


def test_words_and_filters_are_met_together(newsroom):
    both = make_live_edition(headline="Mine action")
    make_edition(release=both.release, language="fr", headline="Déminage")
    make_edition(headline="Mine clearance")

    assert shown(newsroom.get(reverse(LIST), {"q": "mine", "situation": "live"})) == ["Mine action"]
    assert shown(newsroom.get(reverse(LIST), {"q": "mine", "language": "fr"})) == ["Mine action"]
    assert shown(newsroom.get(reverse(LIST), {"q": "#" + str(both.release_id)})) == ["Mine action"]


@pytest.mark.promise(13)
def test_address_of_the_list_cannot_ask_about_texts_that_a_person_may_not_see(db):
    client, author = Client(), make_user()
    client.force_login(make_user(roles=["Author"]))
    following = steps.start_next(make_live_edition(), author)
    steps.limit_access(following, author)

    pk = following.pk
    for asked in ({"editions": pk}, {"editions__id__gt": pk - 1}, {"replaces__isnull": 0}, {"number": 1}):
        assert client.get(reverse(LIST), asked).headers["Location"].endswith("?e=1")
        assert client.get(reverse("admin:releases_release_spreadsheet"), asked).status_code == 400


@pytest.mark.promise(13)
def test_list_of_terms_cannot_be_asked_which_of_them_an_unseen_text_carries(db):
    client, field = Client(), make_field("Elections")
    client.force_login(make_user(roles=["Taxonomist"]))
    carried = make_edition(fields_of_work=[field]).editionfieldofwork_links.get()
    address = reverse("admin:taxonomy_fieldofwork_changelist")

    for lookup, value in (("isnull", 0), ("id__gt", carried.pk - 1), ("exact", carried.pk)):
        assert client.get(address, {f"releases_editionfieldofwork_items__{lookup}": value}).status_code == 400
    assert client.get(address, {"slug": field.slug}).status_code == 200


# Situations


def test_situations_in_memory_are_those_of_the_database(db):
    now = timezone.now()
    make_scheduled_edition()
    make_live_edition()
    make_live_edition(live_from=now - 2 * HOUR, live_until=now - HOUR)
    steps.withdraw(make_live_edition(live_from=now - 2 * HOUR), make_user(), "Called off.")
    steps.remove(make_live_edition(live_from=now - 2 * HOUR), make_user(), "By mistake.")
    for state in ("draft", "submitted", "approved", "discarded"):
        make_edition(state=state)

    narrowed = Narrowed(Visible(make_user()), {})

    for code, name in enumerate(SITUATION_NAMES):
        in_database = set(in_situation(Edition.objects.all(), name).values_list("pk", flat=True))
        assert in_database
        assert set(narrowed.texts.ids[narrowed.situations == code].tolist()) == in_database
    assert SituationFilter.names == SITUATION_NAMES


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_in_memory_follows_every_step_and_the_clock():
    texts.forget()
    person = make_user()

    def situation(edition: Edition) -> str:
        narrowed = Narrowed(Visible(person), {})
        [code] = narrowed.situations[narrowed.texts.ids == edition.pk].tolist()
        return SITUATION_NAMES[code]

    edition = make_live_edition()
    assert situation(edition) == "live"
    notice = steps.withdraw(edition, make_user(), "Called off.")
    assert (situation(edition), situation(notice)) == ("superseded", "withdrawn")
    at = timezone.now() + datetime.timedelta(seconds=2)
    coming = make_scheduled_edition(at=at)
    assert situation(coming) == "scheduled"
    time.sleep((at - timezone.now()).total_seconds() + 0.1)
    assert situation(coming) == "live"


# Order


def test_list_is_sorted_by_day_state_language_and_number(newsroom):
    make_live_edition(headline="Old, live", date=datetime.date(1999, 1, 1))
    make_edition(headline="New, draft", date=datetime.date(2020, 1, 1), language="ru")
    make_edition(headline="Middle, submitted", date=datetime.date(2010, 1, 1), state="submitted", language="fr")

    assert sorted_by(newsroom, "date") == ["Old, live", "Middle, submitted", "New, draft"]
    assert sorted_by(newsroom, "date", ascending=False) == ["New, draft", "Middle, submitted", "Old, live"]
    assert sorted_by(newsroom, "texts") == ["New, draft", "Middle, submitted", "Old, live"]
    assert sorted_by(newsroom, "language") == ["Old, live", "Middle, submitted", "New, draft"]
    assert sorted_by(newsroom, "number") == ["Old, live", "New, draft", "Middle, submitted"]


def test_list_is_sorted_by_the_last_change_and_shows_when_it_was(newsroom):
    first = make_live_edition(headline="First")
    make_live_edition(headline="Second")
    assert sorted_by(newsroom, "last_change", ascending=False) == ["Second", "First"]

    steps.remark(first, make_user(), "Checked again.")

    assert sorted_by(newsroom, "last_change", ascending=False) == ["First", "Second"]
    at = timezone.localtime(first.record.latest("pk").at)
    assert f"{at:%Y-%m-%d %H:%M}" in newsroom.get(reverse(LIST)).text


@pytest.mark.promise(13)
def test_work_on_a_text_that_a_person_may_not_see_does_not_move_its_release(db):
    client, author = Client(), make_user()
    client.force_login(make_user(roles=["Author"]))
    older, newer = make_live_edition(headline="Older"), make_live_edition(headline="Newer")
    following = steps.start_next(older, author)
    steps.limit_access(following, author)

    assert sorted_by(client, "last_change", ascending=False)[:2] == ["Older", "Newer"]  # starting is of the public text
    steps.remark(newer, make_user(), "Checked.")
    steps.record_save(following, author, created=False)
    assert sorted_by(client, "last_change", ascending=False) == ["Newer", "Older"]


def test_every_sorting_names_the_text_whose_headline_is_shown(newsroom):
    """The day that orders is the day that stands in the line, whichever texts a release has."""
    for number, languages in enumerate([("fr", "en"), ("de", "fr"), ("ru",), ("en",), ("es", "de")]):
        release = make_edition(language=languages[0], date=datetime.date(2000 + number, 1, 1)).release
        for language in languages[1:]:
            make_live_edition(release=release, language=language, date=datetime.date(2020 - number, 1, 1))

    response = newsroom.get(reverse(LIST), {"o": "6"})

    days = [release.row.first().date for release in response.context["cl"].result_list]
    assert days == sorted(days)
    assert len(days) == 5

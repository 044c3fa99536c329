"""Searches that found nothing: counted without a trace of who asked, and bounded whatever comes."""

import datetime

import pytest
from django.utils import timezone

from releases.models import UnansweredSearch
from releases.site import unanswered
from releases.site.unanswered import KEPT, MOST_A_DAY, MOST_AT_ONCE, MOST_WATCHED, Watch, worth_keeping
from releases.tests.making import make_live_edition

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 28, 12, 0, tzinfo=datetime.UTC)
TEN_MINUTES = datetime.timedelta(minutes=10)


def kept() -> dict[str, int]:
    return dict(UnansweredSearch.objects.values_list("words", "count"))


def asked(watch: Watch, text: str, times: int, *, begin: datetime.datetime = NOON) -> datetime.datetime:
    """In so many spans of ten minutes, one after the other."""
    for number in range(times):
        watch.note("en", text, begin + number * TEN_MINUTES)
    return begin + times * TEN_MINUTES


def test_words_are_kept_from_the_third_time_on():
    watch = Watch()

    asked(watch, "Nagorno  Élections", 2)
    assert kept() == {}
    asked(watch, "nagorno elections", 3, begin=NOON + 2 * TEN_MINUTES)

    assert kept() == {"nagorno elections": 5}


def test_asking_again_within_ten_minutes_counts_once():
    watch = Watch()
    for second in range(500):
        watch.note("en", "pumped up", NOON + datetime.timedelta(seconds=second))

    assert kept() == {}


def test_each_day_begins_anew():
    watch = Watch()
    for day in range(5):
        asked(watch, "now and then", 2, begin=NOON + datetime.timedelta(days=day))

    assert kept() == {}


def test_day_is_that_of_the_organisation():
    """As the page of figures asks for it."""
    asked(Watch(), "ballots", 3, begin=datetime.datetime(2026, 11, 28, 23, 10, tzinfo=datetime.UTC))

    assert UnansweredSearch.objects.get().day == datetime.date(2026, 11, 29)


def test_nothing_is_written_more_than_once_a_minute(django_assert_num_queries):
    watch = Watch()
    end = asked(watch, "ballots", 3)
    with django_assert_num_queries(0):
        for second in range(50):
            watch.note("en", f"other words {second}", end - TEN_MINUTES + datetime.timedelta(seconds=second))

    assert kept() == {"ballots": 3}


def test_processes_add_up():
    for watch in (Watch(), Watch()):
        asked(watch, "ballots", 4)

    assert kept() == {"ballots": 8}


@pytest.mark.parametrize(
    "text",
    [
        "a.b@example.org",
        "+43 1 514 360",
        "AT61 1904 3002",
        "x",
        "",
        "a" * 61,
        "one two three four five six seven",
        "a\x00b",
    ],
)
def test_what_could_be_somebodys_or_is_no_topic_is_not_kept(text):
    assert worth_keeping(text) == ""


@pytest.mark.parametrize("text", ["OSZE 2024", "выборы", "mission to moldova", "ОБСЕ 1994-1999"])
def test_topics_are(text):
    assert worth_keeping(text)


def test_flood_of_words_is_bounded():
    watch = Watch()
    for number in range(3 * MOST_WATCHED):
        watch.note("en", f"flood {number % 100} {number}", NOON)
    assert len(watch._seen) == MOST_WATCHED

    for minute in range(3 * 60):
        for number in range(MOST_AT_ONCE):
            watch.note("en", f"w{minute // 30} {number}", NOON + datetime.timedelta(minutes=minute))

    assert 0 < UnansweredSearch.objects.count() <= MOST_A_DAY


def test_rows_of_a_day_are_bounded():
    UnansweredSearch.objects.bulk_create(
        UnansweredSearch(day=NOON.date(), language="en", words=f"w{number}", count=3) for number in range(MOST_A_DAY)
    )
    watch = Watch()

    asked(watch, "one too many", 3)
    asked(watch, "w1", 3, begin=NOON + 4 * TEN_MINUTES)

    assert UnansweredSearch.objects.count() == MOST_A_DAY
    assert kept()["w1"] == 6


def test_old_words_are_forgotten():
    UnansweredSearch.objects.create(
        day=(NOON - KEPT).date() - datetime.timedelta(days=1), language="en", words="old", count=9
    )
    UnansweredSearch.objects.create(day=(NOON - KEPT).date(), language="en", words="a year ago", count=9)

    asked(Watch(), "ballots", 3)

    assert kept() == {"a year ago": 9, "ballots": 3}


def test_list_page_tells_what_it_did_not_find(client, monkeypatch):
    """Only of words that no release has, whichever other filters are set."""
    make_live_edition()
    watch = Watch()
    monkeypatch.setattr(unanswered, "watch", watch)
    for query in ("q=zebra", "q=office", "q=office&from=2020-01-01", "", "q=zebra&from=2020-01-01"):
        assert client.get(f"/releases/?{query}").status_code == 200

    assert list(watch._seen) == [("en", "zebra")]
    assert watch._seen["en", "zebra"].spans == 1
    assert abs(timezone.now().date() - watch._day).days <= 1

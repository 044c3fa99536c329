"""The calendar of the newsroom, and each person's own address of it."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.admin.calendar import address_of, days_of, span_of
from releases.admin.icalendar import Entry, escaped, folded, written
from releases.models import User
from releases.tests.making import make_edition, make_live_edition, make_scheduled_edition, make_user

TODAY = datetime.date(2026, 11, 28)
HOUR = datetime.timedelta(hours=1)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("query", "first", "last", "previous", "following"),
    [
        ({}, "2026-10-26", "2026-12-06", "?month=2026-10", "?month=2026-12"),
        ({"month": "2027-01"}, "2026-12-28", "2027-01-31", "?month=2026-12", "?month=2027-02"),
        ({"week": "2026-W53"}, "2026-12-28", "2027-01-03", "?week=2026-W52", "?week=2027-W01"),
        ({"month": "2026-13", "week": "x"}, "2026-10-26", "2026-12-06", "?month=2026-10", "?month=2026-12"),
        ({"month": "0001-01"}, "2026-10-26", "2026-12-06", "?month=2026-10", "?month=2026-12"),
        ({"month": "9999-12"}, "2026-10-26", "2026-12-06", "?month=2026-10", "?month=2026-12"),
    ],
)
def test_pages_are_whole_weeks_with_their_neighbours(query, first, last, previous, following):
    span = span_of(query, TODAY)

    assert (str(span.first), str(span.last), span.previous, span.following) == (first, last, previous, following)


@pytest.mark.django_db
@pytest.mark.promise(13)
def test_calendar_shows_what_was_and_what_comes_to_those_who_may_see_it():
    author, editor = make_user(roles=["Author"]), make_user(roles=["Editor"])
    live = make_live_edition(headline="It opened")
    due = make_scheduled_edition(headline="It will open")
    make_edition(headline="It may open")
    today = timezone.localdate()
    span = span_of({"month": f"{today:%Y-%m}"}, today)

    def shown(person: User) -> list[int]:
        return [text.edition.pk for day in days_of(span, person, today) for text in day.texts]

    assert shown(editor) == [live.pk, due.pk]
    assert shown(author) == [live.pk]
    page = browser(author).get(reverse("admin:releases_edition_calendar")).content.decode()
    assert ("It opened" in page, "It will open" in page) == (True, False)


@pytest.mark.django_db
@pytest.mark.promise(14, 54)
def test_own_address_shows_what_its_person_may_see_and_ends_with_the_account_or_a_new_one():
    author, editor = make_user(roles=["Author"]), make_user(roles=["Editor"])
    make_live_edition(headline="It opened")
    due = make_scheduled_edition(headline="It will, perhaps, open")
    steps.limit_access(due, make_user(), [editor])
    addresses = [address_of(author), address_of(editor)]

    files = [Client().get(address) for address in addresses]

    assert [file.content.decode().count("BEGIN:VEVENT") for file in files] == [1, 2]
    assert "SUMMARY:It will\\, perhaps\\, open\r\n" in files[1].content.decode()
    assert files[1]["Cache-Control"] == "private, no-store"
    browser(author).post(reverse("admin:releases_edition_calendar"))
    assert Client().get(addresses[0]).status_code == 404
    author.refresh_from_db()
    assert Client().get(address_of(author)).status_code == 200
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert Client().get(addresses[1]).status_code == 404
    assert Client().get(addresses[1].replace(f"/{editor.pk}:", f"/{author.pk}:")).status_code == 404


def test_file_is_one_that_other_programs_read():
    at = datetime.datetime(2026, 11, 28, 9, 30, tzinfo=datetime.UTC)
    entry = Entry("edition-1", at, "Ministers; “a, b”\r\nEND:VEVENT\\ " + "Ж" * 60, "https://news.example/admin/1/")

    text = written("News", [entry], at)
    lines = text.split("\r\n")

    assert max(len(line.encode()) for line in lines) <= 75
    assert text.replace("\r\n ", "").split("\r\n")[6:10] == [
        "DTSTAMP:20261128T093000Z",
        "DTSTART:20261128T093000Z",
        "SUMMARY:Ministers\\; “a\\, b”\\nEND:VEVENT\\\\ " + "Ж" * 60,
        "URL:https://news.example/admin/1/",
    ]
    assert text.count("END:VEVENT\r\n") == 1


@pytest.mark.parametrize(("text", "expected"), [("a\x00b", "ab"), ("a\nb", "a\\nb"), ("a,b;c\\", "a\\,b\\;c\\\\")])
def test_text_is_escaped(text, expected):
    assert escaped(text) == expected


def test_folding_cuts_no_letter():
    assert folded("é" * 40).replace("\r\n ", "") == "é" * 40

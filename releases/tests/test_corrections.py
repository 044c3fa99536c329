"""A correction reaches whoever the first text reached, by feed: an entry with an identifier of its own, and tombstones for what is gone."""

import datetime

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from releases import steps
from releases.models import Edition
from releases.tests.making import approved, make_edition, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
CORRECTIONS, ATOM = "/releases/feed/corrections/", "/releases/feed/atom/"
AT = "{http://purl.org/atompub/tombstones/1.0}"


def entries(path: str = CORRECTIONS) -> list[tuple[str, str]]:
    """Identifier and title, as a reader of feeds has them."""
    feed = feedparser.parse(Client().get(path).content)
    assert not feed.bozo, feed.get("bozo_exception")
    return [(entry.id, entry.title) for entry in feed.entries]


def tombstones(path: str) -> list[tuple[str, str]]:
    """What is gone, and why."""
    root = etree.fromstring(Client().get(path).content)
    return [(each.get("ref"), each.findtext(f"{AT}comment")) for each in root.findall(f"{AT}deleted-entry")]


def correct(edition: Edition) -> Edition:
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())
    return correction


def test_each_correction_is_an_entry_of_its_own_however_old_the_release_is():
    edition = make_live_edition(headline="Council meets")
    for _ in range(25):
        make_live_edition()
    second = correct(edition)
    correct(second)

    found = entries()
    assert len({identifier for identifier, _title in found}) == 2
    assert [title for _identifier, title in found] == [
        f"Correction: Release {edition.release_id}",
        "Correction: Council meets",
    ][::-1]


def test_what_was_only_released_or_is_to_come_is_no_correction():
    make_live_edition(), make_edition()
    due = approved(steps.start_next(make_live_edition(), make_user(), kind="correction", change_note="Due."))
    make_scheduled_edition()
    steps.schedule(due, make_user(), timezone.now() + HOUR)

    assert entries() == []


def test_withdrawn_and_removed_releases_are_told_of_without_their_headlines():
    withdrawn, removed = make_live_edition(headline="Secret one"), make_live_edition(headline="Secret two")
    correct(removed)
    steps.withdraw(withdrawn, make_user(), "The meeting was put off.")
    steps.remove(Edition.objects.live().get(release=removed.release), make_user(), "It named persons.")

    answer = Client().get(CORRECTIONS).content.decode()
    assert [title for _identifier, title in entries()] == [
        f"Removed: Release {removed.release_id}",
        f"Withdrawn: Release {withdrawn.release_id}",
    ]
    assert "The meeting was put off." in answer
    assert "Secret" not in answer


def test_feed_of_releases_says_which_of_its_entries_are_gone():
    edition = make_live_edition()
    ((identifier, _title),) = entries(ATOM)
    assert tombstones(ATOM) == []
    steps.remove(edition, make_user(), "It named persons.")

    assert entries(ATOM) == []
    assert tombstones(ATOM) == tombstones(f"{ATOM}?type=speech") == [(identifier, "It named persons.")]
    assert tombstones(CORRECTIONS) == [(identifier, "It named persons.")]
    assert tombstones(f"/fr{ATOM}") == []


def test_reinstated_release_is_gone_no_longer():
    edition = make_live_edition()
    steps.withdraw(edition, make_user(), "The meeting was put off.")
    steps.reinstate(Edition.objects.live().get(), make_user(), "The meeting takes place.")

    assert tombstones(ATOM) == []
    assert len(entries(ATOM)) == 1


def test_language_of_the_address_is_that_of_the_corrections():
    correct(make_live_edition(language="ru", headline="Совет"))

    assert entries() == []
    assert [title for _identifier, title in entries(f"/ru{CORRECTIONS}")] == ["Исправление: Совет"]
    assert len(entries(f"{CORRECTIONS}?language=all")) == 1

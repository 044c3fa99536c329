"""Harvesting misses nothing and repeats nothing, while editions become public by the clock, by hand and by import, and commit late."""

import datetime
import random
import time

import pytest
from django.utils import timezone

from releases import steps
from releases.models import Edition
from releases.models.index import PublicChange
from releases.record import changes
from releases.record.changes import Position
from releases.tests.making import approved, make_edition, make_live_edition, make_scheduled_edition, make_user
from releases.tests.writers import RELEASES, writing

HOUR = datetime.timedelta(hours=1)


def told(position: Position | None = None) -> list[tuple[int, str, bool]]:
    """Release, kind and whether it is an end, of everything after the position that a reader is told."""
    return [
        (edition.release_id, edition.kind, place.ends)
        for place, edition in changes.after(position)
        if edition is not None
    ]


def settle() -> None:
    """SQLite's clock has milliseconds, and what happened in the current one is not settled yet."""
    time.sleep(0.005)


@pytest.mark.django_db
@pytest.mark.promise(72)
def test_release_correction_and_withdrawal_come_in_order():
    edition = make_edition()
    steps.release_now(approved(edition), make_user())
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())
    steps.withdraw(correction, make_user(), "The meeting was put off.")
    settle()

    number = edition.release_id
    assert told() == [(number, "original", False), (number, "correction", False), (number, "withdrawn", False)]


@pytest.mark.django_db
def test_removed_text_is_told_of_by_its_removal_alone():
    edition = make_live_edition()
    steps.remove(edition, make_user(), "It named persons.")
    settle()

    assert told() == [(edition.release_id, "removed", False)]


@pytest.mark.django_db
def test_text_that_ends_with_nothing_after_it_is_told_of_twice():
    edition = make_live_edition(live_from=timezone.now() - 2 * HOUR, live_until=timezone.now() - HOUR)
    settle()

    assert told() == [(edition.release_id, "original", False), (edition.release_id, "original", True)]


@pytest.mark.django_db
@pytest.mark.promise(5)
def test_what_is_scheduled_is_told_to_nobody_before_its_hour():
    make_scheduled_edition()
    moved = make_scheduled_edition()
    steps.reschedule(moved, make_user(), timezone.now() + 2 * HOUR)
    back = make_scheduled_edition()
    steps.unschedule(back, make_user())
    settle()

    assert told() == []
    assert set(PublicChange.objects.values_list("edition_id", "at")) == {
        (edition.pk, edition.live_from) for edition in Edition.objects.released()
    }


@pytest.mark.django_db
def test_text_of_1999_that_is_imported_today_is_told_after_what_was_told_before():
    before = make_live_edition()
    settle()
    (position, _edition) = list(changes.after(None))[-1]
    imported = make_live_edition(live_from=datetime.datetime(1999, 5, 3, tzinfo=datetime.UTC))
    settle()

    assert before.pk == position.edition
    assert told(position) == [(imported.release_id, "original", False)]


@pytest.mark.django_db
def test_moved_end_is_told_where_it_is_now():
    """A scheduled correction sets the end of the text before it, and gives it up again."""
    edition = make_live_edition()
    correction = approved(steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong."))
    steps.schedule(correction, make_user(), timezone.now() + HOUR)
    assert PublicChange.objects.filter(edition_id=edition.pk, ends=True).count() == 1

    steps.unschedule(correction, make_user())
    assert PublicChange.objects.filter(edition_id=edition.pk, ends=True).count() == 0
    assert not PublicChange.objects.filter(edition_id=correction.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_harvest_that_is_killed_and_resumed_has_everything_once_and_in_order():
    harvested: list[Position] = []
    rounds = 0
    with writing() as writers:
        while any(writer.is_alive() for writer in writers) or rounds < 10:
            harvest_and_die(harvested, most=random.randint(1, 20))
            rounds += 1
            time.sleep(0.01)
    harvest_and_die(harvested, most=100_000)

    truth = PublicChange.objects.order_by("at", "edition_id", "ends").values_list("at", "edition_id", "ends")
    assert rounds >= 10
    assert [(place.at, place.edition, place.ends) for place in harvested] == list(truth)
    assert len(harvested) > RELEASES


def harvest_and_die(harvested: list[Position], most: int) -> None:
    """A harvester that knows nothing but the last place that it was told, and goes no further than some steps."""
    for count, (position, _edition) in enumerate(changes.after(harvested[-1] if harvested else None), 1):
        harvested.append(position)
        if count == most:
            break

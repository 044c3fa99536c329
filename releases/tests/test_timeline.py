"""What is public when: `live()` asks the database, `phase()` an instance, and they must never disagree."""

import datetime

import pytest
from django.utils import timezone

from releases import steps
from releases.models import Edition
from releases.states import Phase
from releases.steps import StepRefused
from releases.tests.making import (
    approved,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2004, 1, 21, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
TICK = datetime.timedelta(microseconds=1)


def test_edition_is_live_from_its_start_up_to_but_not_at_its_end():
    edition = make_live_edition(live_from=NOON, live_until=NOON + HOUR)

    live = {at: edition in Edition.objects.live(at) for at in (NOON - TICK, NOON, NOON + HOUR - TICK, NOON + HOUR)}

    assert live == {NOON - TICK: False, NOON: True, NOON + HOUR - TICK: True, NOON + HOUR: False}


@pytest.mark.parametrize("offset", [-TICK, TICK * 0, TICK, HOUR - TICK, HOUR, HOUR + TICK])
def test_phase_of_one_edition_agrees_with_the_query(offset):
    edition = make_live_edition(live_from=NOON, live_until=NOON + HOUR)

    assert (edition.phase(NOON + offset) is Phase.LIVE) == Edition.objects.live(NOON + offset).exists()


def test_whole_second_and_its_fraction_compare_as_instants_and_not_as_text():
    """SQLite stores instants as text; “12:00:00” and “12:00:00.000001” must still be in order."""
    first = make_live_edition(live_from=NOON, live_until=NOON + TICK)
    second = make_edition(release=first.release, number=2)
    steps.place_on_record(second, NOON + TICK)

    assert list(Edition.objects.live(NOON)) == [first]
    assert list(Edition.objects.live(NOON + TICK)) == [second]


def test_without_an_instant_the_database_clock_decides():
    live = make_live_edition()
    make_scheduled_edition()
    make_edition()

    assert list(Edition.objects.live()) == [live]


def test_released_edition_is_live_at_once():
    edition = approved(make_edition())

    steps.release_now(edition, make_user())

    assert list(Edition.objects.live()) == [edition]


def test_next_edition_begins_at_the_instant_at_which_the_one_before_ends():
    first = make_live_edition()
    second = approved(steps.start_next(first, make_user(), kind="correction", change_note="The date was wrong."))

    steps.release_now(second, make_user())

    first.refresh_from_db()
    assert first.live_until == second.live_from
    assert list(Edition.objects.live()) == [second]


@pytest.mark.promise(20)
def test_scheduled_correction_takes_over_at_its_hour_with_no_job_in_between():
    due = timezone.now() + HOUR
    first = make_live_edition()
    second = approved(steps.start_next(first, make_user()))

    steps.schedule(second, make_user(), due)

    assert list(Edition.objects.live(due - TICK)) == [first]
    assert list(Edition.objects.live(due)) == [second]


def test_several_editions_scheduled_one_after_the_other_follow_each_other():
    now = timezone.now()
    editor = make_user()
    editions = [make_live_edition()]
    for hours in (1, 2, 3):
        editions.append(steps.start_next(editions[-1], editor))
        steps.schedule(approved(editions[-1]), editor, now + hours * HOUR)

    live = [Edition.objects.live(now + hours * HOUR + TICK).get() for hours in (0, 1, 2, 3)]

    assert live == editions


def test_rescheduling_moves_the_end_of_the_edition_before():
    due = timezone.now() + HOUR
    first = make_live_edition()
    second = approved(steps.start_next(first, make_user()))
    steps.schedule(second, make_user(), due)

    steps.reschedule(second, make_user(), due + HOUR)

    first.refresh_from_db()
    assert (first.live_until, second.live_from) == (due + HOUR, due + HOUR)


@pytest.mark.parametrize("hours", [0.5, 2])
def test_rescheduling_does_not_wait_for_the_next_edition_that_is_being_written(hours):
    now = timezone.now()
    first = make_live_edition()
    second = approved(steps.start_next(first, make_user()))
    steps.schedule(second, make_user(), now + HOUR)
    steps.start_next(second, make_user())

    steps.reschedule(second, make_user(), now + hours * HOUR)

    assert list(Edition.objects.live(now + hours * HOUR - TICK)) == [first]
    assert list(Edition.objects.live(now + hours * HOUR)) == [second]


def test_rescheduled_editions_can_change_places():
    now, editor = timezone.now(), make_user()
    first = make_live_edition()
    second = approved(steps.start_next(first, editor))
    steps.schedule(second, editor, now + HOUR)
    third = approved(steps.start_next(second, editor))
    steps.schedule(third, editor, now + 2 * HOUR)

    steps.reschedule(second, editor, now + 3 * HOUR)

    live = [Edition.objects.live(now + hours * HOUR).get() for hours in (1, 2, 3)]
    assert live == [first, third, second]


def test_unscheduled_edition_is_approved_as_before_and_the_one_before_goes_on():
    first = make_live_edition()
    second = approved(steps.start_next(first, make_user()))
    steps.schedule(second, make_user(), timezone.now() + HOUR)

    steps.unschedule(second, make_user())

    first.refresh_from_db()
    assert (second.state, second.live_from, first.live_until) == ("approved", None, None)


def test_unscheduling_in_the_middle_leaves_no_gap():
    now = timezone.now()
    editor = make_user()
    first = make_live_edition()
    second = approved(steps.start_next(first, editor))
    steps.schedule(second, editor, now + HOUR)
    third = approved(steps.start_next(second, editor))
    steps.schedule(third, editor, now + 2 * HOUR)

    steps.unschedule(second, editor)

    assert list(Edition.objects.live(now + 2 * HOUR - TICK)) == [first]
    assert list(Edition.objects.live(now + 2 * HOUR)) == [third]


@pytest.mark.promise(22)
def test_time_in_the_past_is_refused():
    edition = approved(make_edition())

    with pytest.raises(StepRefused) as refusal:
        steps.schedule(edition, make_user(), timezone.now() - HOUR)

    assert refusal.value.reasons == ["The time is in the past."]


def test_withdrawn_release_is_live_under_its_notice_and_no_longer_listed():
    first = make_live_edition()

    notice = steps.withdraw(first, make_user(), "The event was called off.")

    assert list(Edition.objects.live()) == [notice]
    assert list(Edition.objects.listed()) == []
    assert (notice.body, notice.change_note) == (first.body, "The event was called off.")


@pytest.mark.promise(21)
def test_withdrawal_beats_a_correction_that_was_scheduled():
    editor = make_user()
    first = make_live_edition()
    second = approved(steps.start_next(first, editor))
    steps.schedule(second, editor, timezone.now() + HOUR)

    notice = steps.withdraw(first, editor, "The event was called off.")

    assert list(Edition.objects.live(timezone.now() + 2 * HOUR)) == [notice]
    second.refresh_from_db()
    assert second.state == "discarded"


def test_withdrawal_does_not_wait_for_a_draft_that_was_left_behind():
    first = make_live_edition()
    steps.start_next(first, make_user())

    notice = steps.withdraw(first, make_user(), "The event was called off.")

    assert list(Edition.objects.live()) == [notice]


@pytest.mark.parametrize("away", ["withdraw", "remove"])
def test_reinstated_release_says_what_it_said_before_with_a_note_that_says_why(away):
    editor, field = make_user(), make_field()
    first = make_live_edition(fields_of_work=[field])
    getattr(steps, away)(first, editor, "Called off.")

    again = steps.reinstate(Edition.objects.live().get(), editor, "It was not called off after all.")

    assert list(Edition.objects.listed()) == [again]
    assert (again.body, again.lead, again.headline) == (first.body, first.lead, first.headline)
    assert (list(again.fields_of_work.all()), again.change_note) == ([field], "It was not called off after all.")


def test_what_was_withdrawn_and_then_removed_is_reinstated_with_its_text():
    editor, first = make_user(), make_live_edition()
    steps.remove(steps.withdraw(first, editor, "Called off."), editor, "By order of a court.")

    again = steps.reinstate(Edition.objects.live().get(), editor, "The order was lifted.")

    assert (again.kind, again.body) == ("update", first.body)


def test_removed_release_keeps_an_explanation_and_no_text():
    first = make_live_edition()

    stone = steps.remove(first, make_user(), "Published by mistake.")

    assert list(Edition.objects.live()) == [stone]
    assert (stone.lead, stone.body, stone.change_note) == ("", "", "Published by mistake.")
    assert list(Edition.objects.listed()) == []


def test_next_edition_carries_terms_in_their_order_and_contacts():
    fields = [make_field("Elections"), make_field("Arms control")]
    first = make_live_edition(fields_of_work=fields, contacts=[{"name": "Press office", "email": "press@osce.example"}])

    second = steps.start_next(first, make_user())

    assert list(second.fields_of_work.all()) == fields
    assert [contact.name for contact in second.contacts.all()] == ["Press office"]
    assert list(first.fields_of_work.all()) == fields


@pytest.mark.parametrize("away", ["withdraw", "remove"])
@pytest.mark.promise(21)
def test_scheduled_edition_never_appears_after_its_release_was_taken_away(away):
    """Otherwise a text removed by order of a court would be back the next morning, in its corrected form."""
    editor = make_user()
    first = make_live_edition()
    second = approved(steps.start_next(first, editor))
    steps.schedule(second, editor, timezone.now() + HOUR)

    notice = getattr(steps, away)(first, editor, "It must not be read.")

    assert list(Edition.objects.live(timezone.now() + 2 * HOUR)) == [notice]
    second.refresh_from_db()
    assert (second.state, second.live_from) == ("discarded", None)
    entry = second.record.latest("pk")
    assert (entry.step, entry.by, entry.state_before) == ("discard", editor, "released")
    assert entry.remark == "The release was withdrawn before the scheduled time of this edition."


@pytest.mark.parametrize("away", ["withdraw", "remove"])
def test_taking_one_language_away_leaves_the_others_and_what_is_scheduled_of_them(away):
    editor, english = make_user(), make_live_edition()
    french = make_live_edition(language="fr", release=english.release)
    following = approved(steps.start_next(french, editor))
    steps.schedule(following, editor, timezone.now() + HOUR)

    getattr(steps, away)(english, editor, "It must not be read.")

    assert list(Edition.objects.listed()) == [french]
    assert list(Edition.objects.listed(timezone.now() + 2 * HOUR)) == [following]


def test_removed_release_leads_to_the_one_that_replaces_it():
    first, other = make_live_edition(), make_live_edition()

    notice = steps.remove(first, make_user(), "It came out twice.", replaced_by=other.release)

    assert notice.replaced_by == other.release
    assert (notice.headline, notice.date, notice.type) == (first.headline, first.date, first.type)


def scheduled_after(edition: Edition, at: datetime.datetime) -> Edition:
    """The next edition of its release, scheduled."""
    following = approved(steps.start_next(edition, make_user()))
    steps.schedule(following, make_user(), at)
    return following


def test_edition_that_takes_over_before_scheduled_ones_lasts_until_the_first_of_them():
    now = timezone.now()
    first = make_live_edition()
    late = scheduled_after(first, now + 3 * HOUR)
    latest = scheduled_after(late, now + 5 * HOUR)

    early = scheduled_after(latest, now + HOUR)

    bounds = [(each.live_from, each.live_until) for each in Edition.objects.order_by("live_from")][1:]
    assert bounds == [(now + HOUR, now + 3 * HOUR), (now + 3 * HOUR, now + 5 * HOUR), (now + 5 * HOUR, None)]
    assert list(Edition.objects.live(now + 2 * HOUR)) == [early]
    assert list(Edition.objects.live(now + 4 * HOUR)) == [late]


def test_edition_released_now_lasts_until_the_one_that_is_scheduled():
    now = timezone.now()
    scheduled = scheduled_after(make_live_edition(), now + HOUR)

    urgent = steps.start_next(scheduled, make_user())
    steps.release_now(approved(urgent), make_user())

    assert list(Edition.objects.live()) == [urgent]
    assert list(Edition.objects.live(now + HOUR)) == [scheduled]


@pytest.mark.parametrize("away", ["withdraw", "remove"])
def test_everything_that_was_scheduled_is_discarded_with_the_release(away):
    now = timezone.now()
    first = make_live_edition()
    second = scheduled_after(first, now + HOUR)
    third = scheduled_after(second, now + 2 * HOUR)

    notice = getattr(steps, away)(first, make_user(), "It must not be read.")

    for hours in (0.5, 1.5, 2.5):
        assert list(Edition.objects.live(now + hours * HOUR)) == [notice]
    assert set(Edition.objects.filter(state="discarded")) == {second, third}

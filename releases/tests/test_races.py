"""Two people at the same moment, on two real connections: one wins, the other reads a sentence, and nothing is inconsistent.

A few rounds of each race in the suite, and a thousand with `make soak`.
"""

import datetime
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from releases.models import Edition, EditionFieldOfWork, StepRefused
from releases.record.verification import verify
from releases.steps import table
from releases.steps.several import TogetherRefused, release_together
from releases.tests.making import (
    approved,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
HOUR = datetime.timedelta(hours=1)

Act = Callable[[Edition], object]
At = Callable[..., list[object]]


@contextmanager
def two_connections() -> Iterator[At]:
    """A function that runs two acts started together, each in a thread and on a connection of its own, and tells what each
    returned or raised, in order."""
    barrier = threading.Barrier(2)

    def run(act: Callable[[], object]) -> object:
        barrier.wait(timeout=10)
        try:
            return act()
        except (StepRefused, TogetherRefused, IntegrityError, OperationalError) as refusal:
            return refusal

    with ThreadPoolExecutor(2) as people:

        def at_once(*acts: Callable[[], object]) -> list[object]:
            return [future.result(timeout=60) for future in [people.submit(run, act) for act in acts]]

        yield at_once
        at_once(lambda: connection.close(), lambda: connection.close())


def fresh(edition: Edition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def urgent() -> Edition:
    edition = make_edition()
    edition.release_urgently(make_user(), "Shots were fired.")
    return edition


def later() -> datetime.datetime:
    return timezone.now() + HOUR


STEPS: dict[str, Act] = {
    "submit": lambda edition: edition.submit(make_user()),
    "recall": lambda edition: edition.recall(make_user()),
    "send_back": lambda edition: edition.send_back(make_user(), "Please name the town."),
    "approve": lambda edition: edition.approve(make_user()),
    "release_now": lambda edition: edition.release_now(make_user()),
    "schedule": lambda edition: edition.schedule(make_user(), later()),
    "reschedule": lambda edition: edition.reschedule(make_user(), later()),
    "unschedule": lambda edition: edition.unschedule(make_user()),
    "release_urgently": lambda edition: edition.release_urgently(make_user(), "Shots were fired."),
    "confirm_urgent": lambda edition: edition.confirm_urgent(make_user()),
    "start_next": lambda edition: edition.start_next(make_user()),
    "withdraw": lambda edition: edition.withdraw(make_user(), "Called off."),
    "remove": lambda edition: edition.remove(make_user(), "A mistake."),
    "reinstate": lambda edition: edition.reinstate(make_user(), "Not called off."),
    "discard": lambda edition: edition.discard(make_user()),
    "together": lambda edition: release_together([edition], make_user()),
}

MADE: dict[str, Callable[[], Edition]] = {
    "draft": make_edition,
    "submitted": lambda: make_edition(state="submitted"),
    "approved": lambda: approved(make_edition()),
    "scheduled": make_scheduled_edition,
    "live": make_live_edition,
    "urgent": urgent,
    "withdrawn": lambda: make_live_edition().withdraw(make_user(), "Called off."),
}

# Of these two, whichever comes second finds that its step is no longer possible.
ONE_WINS = [
    ("draft", "submit", "submit"),
    ("draft", "discard", "discard"),
    ("draft", "release_urgently", "discard"),
    ("submitted", "approve", "approve"),
    ("submitted", "approve", "recall"),
    ("submitted", "recall", "release_urgently"),
    ("approved", "release_now", "release_now"),
    ("approved", "release_now", "schedule"),
    ("approved", "release_now", "together"),
    ("approved", "schedule", "send_back"),
    ("approved", "schedule", "discard"),
    ("scheduled", "unschedule", "unschedule"),
    ("live", "start_next", "start_next"),
    ("live", "withdraw", "remove"),
    ("urgent", "confirm_urgent", "confirm_urgent"),
    ("withdrawn", "reinstate", "reinstate"),
]


@pytest.mark.parametrize(("situation", "one", "other"), ONE_WINS, ids=lambda value: value)
def test_of_two_steps_one_is_taken_and_the_other_refused_with_a_sentence(situation, one, other):
    with two_connections() as at_once:
        for _ in range(ROUNDS):
            edition = MADE[situation]()

            outcomes = at_once(lambda: STEPS[one](fresh(edition)), lambda: STEPS[other](fresh(edition)))  # noqa: B023

            refusals = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
            allowed_both = {one, other} == {"recall", "release_urgently"}  # a draft may go out urgently as well
            assert len(refusals) == 1 or (allowed_both and not refusals), outcomes
            assert all(isinstance(refusal, StepRefused | TogetherRefused) and str(refusal) for refusal in refusals)
    verify()


def test_every_step_races_against_one():
    raced = {name for _, *names in ONE_WINS for name in names} | {"reschedule"}

    assert raced == set(STEPS)


def test_two_who_reschedule_follow_each_other_and_one_hour_stands():
    with two_connections() as at_once:
        for _ in range(ROUNDS):
            first = make_live_edition()
            edition = approved(first.start_next(make_user()))
            edition.schedule(make_user(), later())

            at_once(lambda: STEPS["reschedule"](fresh(edition)), lambda: STEPS["reschedule"](fresh(edition)))  # noqa: B023

            assert fresh(first).live_until == fresh(edition).live_from
    verify()


def test_withdrawal_and_scheduled_correction_leave_the_withdrawal_standing():
    with two_connections() as at_once:
        for _ in range(ROUNDS):
            first = make_live_edition()
            second, due = approved(first.start_next(make_user())), later()

            at_once(
                lambda: fresh(second).schedule(make_user(), due),  # noqa: B023
                lambda: STEPS["withdraw"](fresh(first)),  # noqa: B023
            )

            live = [Edition.objects.live(at).get(release=first.release).kind for at in (timezone.now(), due)]
            assert live == ["withdrawn", "withdrawn"]
    verify()


@pytest.mark.parametrize("name", ["submit", "release_urgently"])
def test_term_is_added_before_the_text_is_fixed_or_not_at_all(name):
    """What was submitted is what is approved, and what is public from the first instant on is what stays public: no term
    slips in behind, and none is missing from what was sealed."""
    with two_connections() as at_once:
        for number in range(ROUNDS):
            edition, field = make_edition(), make_field(f"Field {number}")

            def add_term(edition=edition, field=field) -> None:
                with transaction.atomic():
                    EditionFieldOfWork.objects.create(content_object=fresh(edition), tag=field)
                    threading.Event().wait(0.02)  # the other thread gets in between

            added, taken = at_once(add_term, lambda: STEPS[name](fresh(edition)))  # noqa: B023

            after = fresh(edition)
            assert taken is None
            assert after.state == table.STEPS[name].target
            assert after.editionfieldofwork_links.exists() == (not isinstance(added, IntegrityError))
            assert after.record.get(step=name).digest_after == after.digest()
    verify()


@pytest.mark.parametrize("situation", ["submitted", "approved"])
def test_text_that_is_written_past_the_model_is_neither_approved_nor_released(situation):
    """An `update()` on one connection against the approval or the release on the other."""
    name = {"submitted": "approve", "approved": "release_now"}[situation]
    with two_connections() as at_once:
        for _ in range(ROUNDS):
            edition = MADE[situation]()
            seen = edition.digest()

            def write(edition=edition) -> None:
                Edition.objects.filter(pk=edition.pk).update(headline="Forged")

            written, taken = at_once(write, lambda: STEPS[name](fresh(edition)))  # noqa: B023

            assert isinstance(written, IntegrityError)
            assert taken is None
            assert fresh(edition).seal == fresh(edition).digest() == seen
    verify()


def test_two_sets_released_together_in_opposite_orders_do_not_block_each_other():
    with two_connections() as at_once:
        for _ in range(ROUNDS):
            editions = [approved(make_edition()) for _ in range(3)]

            outcomes = at_once(
                lambda: release_together(map(fresh, editions), make_user()),  # noqa: B023
                lambda: release_together(map(fresh, reversed(editions)), make_user()),  # noqa: B023
            )

            assert [type(outcome) for outcome in outcomes].count(TogetherRefused) == 1
            assert len({fresh(edition).live_from for edition in editions}) == 1
    verify()

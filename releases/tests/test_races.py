"""Concurrent steps on two real connections: one succeeds, the other is refused with a sentence, and the data stays
consistent.

A few rounds of each race in the suite, a thousand with `make soak`.
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

from releases import steps
from releases.models import Edition, EditionFieldOfWork
from releases.record.contents import digest_of
from releases.record.verification import verify
from releases.steps import StepRefused, table
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
    """A function that starts two acts together, each in a thread and connection of its own, and returns their results
    or exceptions in order.
    """
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
    steps.release_urgently(edition, make_user(), "Shots were fired.")
    return edition


def later() -> datetime.datetime:
    return timezone.now() + HOUR


STEPS: dict[str, Act] = {
    "submit": lambda edition: steps.submit(edition, make_user()),
    "recall": lambda edition: steps.recall(edition, make_user()),
    "send_back": lambda edition: steps.send_back(edition, make_user(), "Please name the town."),
    "approve": lambda edition: steps.approve(edition, make_user()),
    "release_now": lambda edition: steps.release_now(edition, make_user()),
    "schedule": lambda edition: steps.schedule(edition, make_user(), later()),
    "reschedule": lambda edition: steps.reschedule(edition, make_user(), later()),
    "unschedule": lambda edition: steps.unschedule(edition, make_user()),
    "release_urgently": lambda edition: steps.release_urgently(edition, make_user(), "Shots were fired."),
    "confirm_urgent": lambda edition: steps.confirm_urgent(edition, make_user()),
    "start_next": lambda edition: steps.start_next(edition, make_user()),
    "withdraw": lambda edition: steps.withdraw(edition, make_user(), "Called off."),
    "remove": lambda edition: steps.remove(edition, make_user(), "A mistake."),
    "reinstate": lambda edition: steps.reinstate(edition, make_user(), "Not called off."),
    "reword_notice": lambda edition: steps.reword_notice(edition, make_user(), "Put off."),
    "discard": lambda edition: steps.discard(edition, make_user()),
    "together": lambda edition: release_together([edition], make_user()),
}

MADE: dict[str, Callable[[], Edition]] = {
    "draft": make_edition,
    "submitted": lambda: make_edition(state="submitted"),
    "approved": lambda: approved(make_edition()),
    "scheduled": make_scheduled_edition,
    "live": make_live_edition,
    "urgent": urgent,
    "withdrawn": lambda: steps.withdraw(make_live_edition(), make_user(), "Called off."),
}

# In each pair, the later step finds that it is no longer possible.
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
    ("withdrawn", "reinstate", "reword_notice"),
]


@pytest.mark.parametrize(("situation", "one", "other"), ONE_WINS, ids=lambda value: value)
@pytest.mark.promise(19)
def test_of_two_steps_one_is_taken_and_the_other_refused_with_a_sentence(situation, one, other):
    with two_connections() as at_once:
        for _ in range(ROUNDS):
            edition = MADE[situation]()

            outcomes = at_once(lambda: STEPS[one](fresh(edition)), lambda: STEPS[other](fresh(edition)))  # noqa: B023

            refusals = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
            allowed_both = {one, other} == {"recall", "release_urgently"}  # a draft may also be released urgently
            assert len(refusals) == 1 or (allowed_both and not refusals), outcomes
            assert all(isinstance(refusal, StepRefused | TogetherRefused) and str(refusal) for refusal in refusals)
    verify()


def test_every_step_races_against_one():
    raced = {name for _, *names in ONE_WINS for name in names} | {"reschedule"}

    assert raced == set(STEPS)


def test_concurrent_reschedules_are_serialised_and_one_time_remains():
    with two_connections() as at_once:
        for _ in range(ROUNDS):
            first = make_live_edition()
            edition = approved(steps.start_next(first, make_user()))
            steps.schedule(edition, make_user(), later())

            at_once(lambda: STEPS["reschedule"](fresh(edition)), lambda: STEPS["reschedule"](fresh(edition)))  # noqa: B023

            assert fresh(first).live_until == fresh(edition).live_from
    verify()


def test_withdrawal_and_scheduled_correction_leave_the_withdrawal_standing():
    with two_connections() as at_once:
        for _ in range(ROUNDS):
            first = make_live_edition()
            second, due = approved(steps.start_next(first, make_user())), later()

            at_once(
                lambda: steps.schedule(fresh(second), make_user(), due),  # noqa: B023
                lambda: STEPS["withdraw"](fresh(first)),  # noqa: B023
            )

            live = [Edition.objects.live(at).get(release=first.release).kind for at in (timezone.now(), due)]
            assert live == ["withdrawn", "withdrawn"]
    verify()


@pytest.mark.parametrize("name", ["submit", "release_urgently"])
def test_term_is_added_before_the_text_is_fixed_or_not_at_all(name):
    """What was submitted is what is approved, and what is public stays as it was at first: no term is added after the
    seal, and none is missing from it.
    """
    with two_connections() as at_once:
        for number in range(ROUNDS):
            edition, field = make_edition(), make_field(f"Field {number}")

            def add_term(edition=edition, field=field) -> None:
                with transaction.atomic():
                    EditionFieldOfWork.objects.create(content_object=fresh(edition), tag=field)
                    threading.Event().wait(0.02)  # let the other thread get in between

            added, taken = at_once(add_term, lambda: STEPS[name](fresh(edition)))  # noqa: B023

            after = fresh(edition)
            assert taken is None
            assert after.state == table.STEPS[name].target
            assert after.editionfieldofwork_links.exists() == (not isinstance(added, IntegrityError))
            assert after.record.get(step=name).digest_after == digest_of(after)
    verify()


@pytest.mark.parametrize("situation", ["submitted", "approved"])
def test_text_that_is_written_past_the_model_is_neither_approved_nor_released(situation):
    """An `update()` on one connection against the approval or the release on the other."""
    name = {"submitted": "approve", "approved": "release_now"}[situation]
    with two_connections() as at_once:
        for _ in range(ROUNDS):
            edition = MADE[situation]()
            seen = digest_of(edition)

            def write(edition=edition) -> None:
                Edition.objects.filter(pk=edition.pk).update(headline="Forged")

            written, taken = at_once(write, lambda: STEPS[name](fresh(edition)))  # noqa: B023

            assert isinstance(written, IntegrityError)
            assert taken is None
            assert fresh(edition).seal == digest_of(fresh(edition)) == seen
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

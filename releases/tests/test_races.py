"""Two people at the same moment, on two real connections: one wins, the other reads a sentence, and nothing is inconsistent."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from releases import workflow
from releases.models import Edition, EditionFieldOfWork, StepRefused
from releases.tests.making import approved, make_edition, make_field, make_live_edition, make_user
from releases.workflow import State

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each in a thread and connection of its own, started together; what each returned or raised, in order."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            outcomes[index] = act()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def fresh(edition: Edition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_of_two_who_release_the_same_edition_one_wins(round_):
    edition, one, other = approved(make_edition()), make_user(), make_user()

    outcomes = at_once(lambda: fresh(edition).release_now(one), lambda: fresh(edition).release_now(other))

    assert [type(outcome) for outcome in outcomes if outcome] == [StepRefused]
    assert edition.record.filter(step="release_now").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_of_two_who_start_the_next_edition_one_wins(round_):
    edition, one, other = make_live_edition(), make_user(), make_user()

    outcomes = at_once(lambda: fresh(edition).start_next(one), lambda: fresh(edition).start_next(other))

    assert [type(outcome) for outcome in outcomes].count(StepRefused) == 1
    assert Edition.objects.in_progress().count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_approval_and_recall_leave_one_of_the_two_states(round_):
    edition, author, editor = make_edition(state=State.SUBMITTED), make_user(), make_user()

    outcomes = at_once(lambda: fresh(edition).approve(editor), lambda: fresh(edition).recall(author))

    assert [type(outcome) for outcome in outcomes].count(StepRefused) == 1
    assert fresh(edition).state in (State.APPROVED, State.DRAFT)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_withdrawal_and_scheduled_correction_leave_the_withdrawal_standing(round_):
    first, editor = make_live_edition(), make_user()
    second = approved(first.start_next(editor))
    due = timezone.now() + datetime.timedelta(hours=1)

    at_once(lambda: fresh(second).schedule(editor, due), lambda: fresh(first).withdraw(editor, "Called off."))

    assert [Edition.objects.live(at).get().kind for at in (timezone.now(), due)] == ["withdrawn", "withdrawn"]


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize("name", ["submit", "release_urgently"])
def test_term_is_added_before_the_text_is_fixed_or_not_at_all(name, round_):
    """What was submitted is what is approved, and what is public from the first instant on is what stays public: no term
    slips in behind, and none is missing from what was sealed."""
    edition, editor, field = make_edition(), make_user(), make_field(f"Field {round_}")

    def add_term() -> None:
        with transaction.atomic():
            EditionFieldOfWork.objects.create(content_object=fresh(edition), tag=field)
            threading.Event().wait(0.02)  # the other thread gets in between

    def take_the_step() -> None:
        getattr(fresh(edition), name)(editor, "We cannot wait.")

    added, _ = at_once(add_term, take_the_step)

    after = fresh(edition)
    assert after.state == workflow.STEPS[name].target
    assert EditionFieldOfWork.objects.exists() == (not isinstance(added, IntegrityError))
    assert after.record.get(step=name).digest_after == after.digest()

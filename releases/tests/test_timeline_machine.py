"""Any sequence of steps by any of three people: what the timeline promises holds after each of them."""

import datetime
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from releases import workflow
from releases.models import Edition, RecordEntry, Release, StepRefused
from releases.tests.making import make_edition, make_user
from releases.workflow import State

pytestmark = pytest.mark.django_db

HOURS = st.integers(min_value=1, max_value=6)
PEOPLE = st.integers(min_value=0, max_value=2)
LANGUAGES = ("en", "fr")
STEPS = [step for step in workflow.STEPS.values() if step not in workflow.TAKEN_BY_IMPORTS]
MOVING = ("release_now", "schedule", "start_next", "reschedule", "unschedule")
TEXT = ("headline", "lead", "body", "change_note", "kind", "number")


class Newsroom(RuleBasedStateMachine):
    """One release in two languages. The clock is asked at many instants instead of being moved."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = timezone.now()
        self.release = Release.objects.create()
        self.people = [make_user() for _ in range(3)]
        self.public_texts: dict[int, dict[str, Any]] = {}
        for language in LANGUAGES:
            make_edition(release=self.release, language=language).record_save(self.people[0], created=True)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def editions(self, language: str) -> list[Edition]:
        return list(Edition.objects.filter(release=self.release, language=language).order_by("number"))

    @rule(data=st.data(), person=PEOPLE, hours=HOURS)
    def take_a_step(self, data: st.DataObject, person: int, hours: int) -> None:
        """Mostly one that is possible and moves the timeline, so that long stories come about; now and then any."""
        edition = data.draw(st.sampled_from(list(Edition.objects.filter(release=self.release).order_by("pk"))))
        by, at = self.people[person], self.now + hours * datetime.timedelta(hours=1)
        possible = [step.name for step in STEPS if not edition.blockers(step, by, remark="A remark.", at=at)]
        moving = [name for name in possible if name in MOVING]
        name = data.draw(st.sampled_from(moving * 6 + possible + [step.name for step in STEPS]))
        arguments: dict[str, dict[str, Any]] = {
            "send_back": {"remark": "Please name the town."},
            "schedule": {"at": at},
            "reschedule": {"at": at},
            "withdraw": {"explanation": "Called off."},
            "remove": {"explanation": "A mistake."},
        }
        with suppress(StepRefused):
            getattr(edition, name)(by, **arguments.get(name, {}))

    @invariant()
    def from_its_first_hour_on_exactly_one_text_of_a_language_is_public(self) -> None:
        for language in LANGUAGES:
            released = [edition for edition in self.editions(language) if edition.state == State.RELEASED]
            first = min((edition.live_from for edition in released if edition.live_from), default=None)
            if first is None:
                continue
            for at in self.instants(released):
                live = Edition.objects.live(at).filter(release=self.release, language=language).count()
                assert live == (1 if at >= first else 0)

    def instants(self, released: list[Edition]) -> set[datetime.datetime]:
        """Every bound, the moment before it and the moment after it."""
        tick = datetime.timedelta(microseconds=1)
        bounds = {at for edition in released for at in (edition.live_from, edition.live_until) if at}
        return {at + offset for at in bounds for offset in (-tick, tick * 0, tick)}

    @invariant()
    def text_that_was_public_is_never_changed(self) -> None:
        for edition in Edition.objects.live_or_past().filter(release=self.release):
            text = {name: getattr(edition, name) for name in TEXT}
            assert self.public_texts.setdefault(edition.pk, text) == text
        assert set(self.public_texts) <= set(Edition.objects.live_or_past().values_list("pk", flat=True))

    @invariant()
    def nobody_approved_what_they_wrote(self) -> None:
        for entry in RecordEntry.objects.filter(step="approve"):
            assert not RecordEntry.objects.filter(
                edition=entry.edition, by=entry.by, step__in=("create", "edit")
            ).exists()


def test_timeline_holds_through_any_sequence_of_steps():
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],  # a story that fails is short enough to read; shrinking it takes minutes
        ),
    )

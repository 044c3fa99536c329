"""Any sequence of steps by any of three people: what the timeline promises holds after each of them."""

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from releases import workflow
from releases.models import Edition, RecordEntry, Release, StepRefused
from releases.tests.making import make_edition, make_user
from releases.workflow import State

pytestmark = pytest.mark.django_db

HOURS = st.integers(min_value=1, max_value=6)
PEOPLE = st.integers(min_value=0, max_value=2)
LANGUAGES = st.sampled_from(["en", "fr"])
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

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def editions(self, language: str) -> list[Edition]:
        return list(Edition.objects.filter(release=self.release, language=language).order_by("number"))

    @rule(language=LANGUAGES, person=PEOPLE)
    def begin(self, language: str, person: int) -> None:
        if not self.editions(language):
            edition = make_edition(release=self.release, language=language)
            edition.record_save(self.people[person], created=True)

    @rule(
        language=LANGUAGES,
        person=PEOPLE,
        which=st.integers(0, 9),
        step=st.sampled_from(sorted(workflow.STEPS)),
        hours=HOURS,
    )
    @precondition(lambda self: Edition.objects.filter(release=self.release).exists())
    def take_a_step(self, language: str, person: int, which: int, step: str, hours: int) -> None:
        editions = self.editions(language)
        if not editions or step == "place_on_record":
            return
        edition, by = editions[which % len(editions)], self.people[person]
        arguments: dict[str, Any] = {
            "send_back": {"remark": "Please name the town."},
            "schedule": {"at": self.now + hours * datetime.timedelta(hours=1)},
            "reschedule": {"at": self.now + hours * datetime.timedelta(hours=1)},
            "withdraw": {"explanation": "Called off."},
            "remove": {"explanation": "A mistake."},
        }.get(step, {})
        try:
            getattr(edition, step)(by, **arguments)
        except StepRefused as refusal:
            assert all(reason.endswith(".") for reason in refusal.reasons)

    @invariant()
    def from_its_first_hour_on_exactly_one_text_of_a_language_is_public(self) -> None:
        for language in ("en", "fr"):
            released = [edition for edition in self.editions(language) if edition.state == State.RELEASED]
            if not released:
                continue
            first = min(edition.live_from for edition in released)
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
            max_examples=40,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )

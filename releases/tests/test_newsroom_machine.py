"""Random sequences of steps by three people, while time passes: the newsroom's promises hold after each of them."""

import datetime
import os
import time
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from releases import steps
from releases.models import Edition, RecordEntry, Release
from releases.models.clock import database_time
from releases.record.canonical import Content
from releases.record.contents import contents_of, digest_of
from releases.record.verification import verify
from releases.states import State
from releases.steps import StepRefused, table
from releases.tests.making import make_edition, make_field, make_user

pytestmark = pytest.mark.django_db

# Some times are too far ahead to be reached and are only checked in advance; others pass during the run.
AHEAD = st.one_of(
    st.integers(min_value=1, max_value=6).map(lambda hours: datetime.timedelta(hours=hours)),
    st.integers(min_value=20, max_value=40).map(lambda milliseconds: datetime.timedelta(milliseconds=milliseconds)),
)
PEOPLE = st.integers(min_value=0, max_value=2)
LANGUAGES = ("en", "fr")
STEPS = [step for step in table.STEPS.values() if step not in table.TAKEN_BY_IMPORTS]
MOVING = ("submit", "approve", "release_now", "schedule", "start_next", "reschedule", "unschedule", "release_urgently")
# Public without approval: an urgent release, which is flagged, and notices that take a text away or bring it back.
STANDING_IN = ("withdraw", "remove", "reinstate", "reword_notice")
EXPLANATION = {"explanation": "Called off."}


class Newsroom(RuleBasedStateMachine):
    """Two releases, one of them in two languages."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.people = [make_user() for _ in range(3)]
        self.public: dict[int, Content] = {}
        self.field = make_field()
        releases = [Release.objects.create(), Release.objects.create()]
        for release, language in ((releases[0], "en"), (releases[0], "fr"), (releases[1], "en")):
            edition = make_edition(release=release, language=language, fields_of_work=[self.field])
            steps.record_save(edition, self.people[0], created=True)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @rule(data=st.data(), person=PEOPLE, ahead=AHEAD)
    def take_a_step(self, data: st.DataObject, person: int, ahead: datetime.timedelta) -> None:
        """Mostly a possible step that affects the timeline, so that long histories arise; sometimes any step."""
        edition = data.draw(st.sampled_from(list(Edition.objects.order_by("pk"))))
        by, at = self.people[person], database_time() + ahead
        situation = steps.Situation(edition, by, remark="A remark.", at=at)
        possible = [step.name for step in STEPS if not situation.blockers(step)]
        moving = [name for name in possible if name in MOVING]
        name = data.draw(st.sampled_from(moving * 6 + possible + [step.name for step in STEPS]))
        with suppress(StepRefused):
            getattr(steps, name)(edition, by, **self.arguments(name, at, data))

    @staticmethod
    def arguments(name: str, at: datetime.datetime, data: st.DataObject) -> dict[str, Any]:
        if name == "start_next":
            return {"kind": data.draw(st.sampled_from(["minor", "correction"])), "change_note": "A figure was wrong."}
        if name in STANDING_IN:
            return EXPLANATION
        if name in ("schedule", "reschedule"):
            return {"at": at}
        return {"remark": "A remark."}

    @rule(data=st.data(), person=PEOPLE, words=st.sampled_from(["One", "Two", "Three"]))
    def write(self, data: st.DataObject, person: int, words: str) -> None:
        """As a form would; the database refuses it unless the edition is a draft."""
        edition = data.draw(st.sampled_from(list(Edition.objects.order_by("pk"))))
        if edition.state == State.DRAFT:
            edition.headline = words
            edition.save()
            steps.record_save(edition, self.people[person], created=False)
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                Edition.objects.filter(pk=edition.pk).update(headline=f"Not {edition.headline}")

    @rule(data=st.data(), person=PEOPLE)
    def restore(self, data: st.DataObject, person: int) -> None:
        edition = data.draw(st.sampled_from(list(Edition.objects.order_by("pk"))))
        saved = data.draw(st.sampled_from(list(edition.saved_texts.order_by("pk"))))
        with suppress(StepRefused):
            steps.restore(edition, saved, self.people[person])

    @rule()
    def let_time_pass(self) -> None:
        time.sleep(0.045)

    @invariant()
    def from_its_first_hour_on_exactly_one_text_of_a_language_is_public(self) -> None:
        timelines: dict[tuple[int, str], list[Edition]] = {}
        for edition in Edition.objects.released():
            timelines.setdefault((edition.release_id, edition.language), []).append(edition)
        for (release, language), released in timelines.items():
            first = min(edition.live_from for edition in released if edition.live_from)
            for at in instants(released):
                live = Edition.objects.live(at).filter(release=release, language=language).count()
                assert live == (1 if at >= first else 0)

    @invariant()
    def text_that_was_public_is_never_changed(self) -> None:
        for pk, content in contents_of(Edition.objects.live_or_past()).items():
            assert self.public.setdefault(pk, content) == content
        assert set(self.public) <= set(Edition.objects.live_or_past().values_list("pk", flat=True))

    @invariant()
    def nobody_approved_or_confirmed_what_they_wrote(self) -> None:
        for entry in RecordEntry.objects.filter(step__in=("approve", "confirm_urgent")):
            wrote = RecordEntry.objects.writing().filter(edition=entry.edition, by=entry.by, pk__lt=entry.pk)
            assert not wrote.exists()

    @invariant()
    def nothing_unapproved_is_public_save_what_is_flagged_as_urgent(self) -> None:
        """What is on the timeline is exactly what was approved; notices are exactly what their step produces."""
        for edition in Edition.objects.released():
            assert edition.seal == digest_of(edition)
            steps = dict(edition.record.filter(digest_after=edition.seal).values_list("step", "by"))
            if "release_urgently" in steps:
                flagged = edition in Edition.objects.awaiting_confirmation()
                assert flagged or steps["confirm_urgent"] not in (None, steps["release_urgently"])
            else:
                assert "approve" in steps or any(step in steps for step in STANDING_IN)

    @invariant()
    def record_is_whole(self) -> None:
        verify()


def instants(released: list[Edition]) -> set[datetime.datetime]:
    """Every bound, with the moments just before and after."""
    tick = datetime.timedelta(microseconds=1)
    bounds = {at for edition in released for at in (edition.live_from, edition.live_until) if at}
    return {at + offset for at in bounds for offset in (-tick, tick * 0, tick)}


def test_newsroom_keeps_its_promises_through_any_sequence_of_steps():
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=int(os.environ.get("NEWSROOM_STORIES", "15")),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],  # a failing sequence is short enough to read, and shrinking would take minutes
        ),
    )

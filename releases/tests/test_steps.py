"""The verbs: who may take which step from where, what they write, and what they say when they refuse."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from releases.models import Edition, NamedPerson, RecordEntry, StepRefused, User
from releases.models.clock import database_time
from releases.states import State
from releases.steps import table
from releases.tests.making import approved, make_edition, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db

PEOPLE_STEPS = [step for step in table.STEPS.values() if step not in table.TAKEN_BY_IMPORTS]

TAKE = {
    "submit": lambda edition, by: edition.submit(by),
    "recall": lambda edition, by: edition.recall(by),
    "send_back": lambda edition, by: edition.send_back(by, "Please name the town."),
    "approve": lambda edition, by: edition.approve(by),
    "release_now": lambda edition, by: edition.release_now(by),
    "schedule": lambda edition, by: edition.schedule(by, timezone.now() + datetime.timedelta(hours=1)),
    "reschedule": lambda edition, by: edition.reschedule(by, timezone.now() + datetime.timedelta(hours=2)),
    "unschedule": lambda edition, by: edition.unschedule(by),
    "release_urgently": lambda edition, by: edition.release_urgently(by, "Shots were fired."),
    "confirm_urgent": lambda edition, by: edition.confirm_urgent(by),
    "start_next": lambda edition, by: edition.start_next(by),
    "withdraw": lambda edition, by: edition.withdraw(by, "The event was called off."),
    "remove": lambda edition, by: edition.remove(by, "Published by mistake."),
    "reinstate": lambda edition, by: edition.reinstate(by, "It takes place after all."),
    "discard": lambda edition, by: edition.discard(by),
    "limit_access": lambda edition, by: edition.limit_access(by),
    "lift_limit": lambda edition, by: edition.lift_limit(by),
    "break_glass": lambda edition, by: edition.break_glass(by, "The author is ill."),
    "remark": lambda edition, by: edition.remark(by, "Is that the right town?"),
}


def make_in(situation: str) -> Edition:
    """An edition in a state, or in a phase of the released state."""
    if situation == "live":
        return make_live_edition()
    if situation == "scheduled":
        return make_scheduled_edition()
    if situation == "superseded":
        now = timezone.now()
        hour = datetime.timedelta(hours=1)
        return make_live_edition(live_from=now - 2 * hour, live_until=now - hour)
    if situation == "urgent":
        edition = make_edition()
        edition.release_urgently(make_user(), "Shots were fired.")
        return edition
    if situation == "limited":
        return make_edition(limited=True)
    if situation == "withdrawn":
        return make_live_edition().withdraw(make_user(), "The event was called off.")
    if situation == "removed":
        return make_live_edition().remove(make_user(), "Published by mistake.")
    return make_edition(state=situation)


def one_who_may(edition: Edition) -> User:
    user = make_user()
    if edition.limited:
        NamedPerson.objects.create(edition=edition, user=user)
    return user


ALLOWED = {
    "draft": {"submit", "release_urgently", "discard", "remark", "limit_access"},
    "submitted": {"recall", "send_back", "approve", "release_urgently", "discard", "remark", "limit_access"},
    "approved": {"send_back", "release_now", "schedule", "discard", "remark", "limit_access"},
    "scheduled": {"reschedule", "unschedule", "start_next", "remark", "limit_access"},
    "live": {"start_next", "withdraw", "remove", "remark"},
    "urgent": {"confirm_urgent", "start_next", "withdraw", "remove", "remark"},
    "withdrawn": {"start_next", "withdraw", "remove", "reinstate", "remark"},
    "removed": {"start_next", "remove", "reinstate", "remark"},
    "limited": {"submit", "release_urgently", "discard", "remark", "limit_access", "lift_limit", "break_glass"},
    "superseded": {"remark"},
    "discarded": {"remark"},
}


@pytest.mark.parametrize("situation", ALLOWED)
@pytest.mark.parametrize("name", TAKE)
def test_step_is_taken_where_the_table_allows_it_and_refused_everywhere_else(situation, name):
    edition = make_in(situation)
    before, lines = edition.state, edition.record.count()

    person = one_who_may(edition)
    if name in ALLOWED[situation]:
        TAKE[name](edition, person)
    else:
        with pytest.raises(StepRefused):
            TAKE[name](edition, person)
        edition.refresh_from_db()
        assert (edition.state, edition.record.count()) == (before, lines)


@pytest.mark.parametrize("situation", [situation for situation, names in ALLOWED.items() if names])
def test_step_leads_to_the_state_that_the_table_names(situation):
    for name in ALLOWED[situation]:
        edition = make_in(situation)
        before = edition.state

        TAKE[name](edition, one_who_may(edition))

        edition.refresh_from_db()
        assert edition.state == (table.STEPS[name].target or before)


def test_every_step_of_people_is_tried_here():
    assert {step.name for step in PEOPLE_STEPS} == set(TAKE)


@pytest.mark.parametrize("step", PEOPLE_STEPS, ids=lambda step: step.name)
def test_person_without_the_permission_is_refused(step):
    situation = next(situation for situation, names in ALLOWED.items() if step.name in names)
    edition = make_in(situation)

    with pytest.raises(StepRefused) as refusal:
        TAKE[step.name](edition, make_user(is_superuser=False))

    assert refusal.value.reasons == ["You do not have the permission for this step."]


@pytest.mark.parametrize("step", PEOPLE_STEPS, ids=lambda step: step.name)
def test_person_with_just_the_permission_may_take_the_step(step):
    situation = next(situation for situation, names in ALLOWED.items() if step.name in names)
    edition = make_in(situation)
    user = make_user(is_superuser=False)
    names = {step.permission.removeprefix("releases."), "view_edition", "see_every_edition", "write_every_edition"}
    if edition.limited:
        NamedPerson.objects.create(edition=edition, user=user)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="releases", codename__in=names))

    TAKE[step.name](edition, user)

    assert edition.record.filter(step=step.name, by=user).exists()


def test_nobody_approves_what_they_wrote():
    author, colleague = make_user(), make_user()
    edition = make_edition(state=State.SUBMITTED)
    edition.record_save(author, created=True)

    assert edition.blockers(table.APPROVE, author) == [
        "You wrote in this edition or released it; somebody else approves it."
    ]
    assert edition.blockers(table.APPROVE, colleague) == []


def test_nobody_confirms_what_they_released_urgently_themselves():
    publisher, author, colleague = make_user(), make_user(), make_user()
    edition = make_edition()
    edition.record_save(author, created=True)
    edition.release_urgently(publisher, "Shots were fired.")

    blocked = [bool(edition.blockers(table.CONFIRM_URGENT, by)) for by in (publisher, author, colleague)]

    assert blocked == [True, True, False]


def test_urgent_release_is_flagged_until_a_second_person_confirms_it():
    edition = make_edition()
    edition.release_urgently(make_user(), "Shots were fired.")
    make_live_edition()
    assert list(Edition.objects.awaiting_confirmation()) == [edition]

    edition.confirm_urgent(make_user())

    assert list(Edition.objects.awaiting_confirmation()) == []


def test_approver_who_was_shown_another_text_is_told_to_read_again():
    edition = make_edition(state=State.SUBMITTED)
    seen = edition.digest()
    edition.recall(make_user())
    Edition.objects.filter(pk=edition.pk).update(lead="Something else.")
    edition.submit(make_user())

    with pytest.raises(StepRefused) as refusal:
        edition.approve(make_user(), seen=seen)

    assert refusal.value.reasons == ["The text has changed since you opened it; read it again."]


def test_edition_that_says_nothing_is_not_released():
    edition = make_edition(headline=" ", lead="", body="")

    assert edition.blockers(table.SUBMIT, make_user()) == ["It has no headline.", "It has no text or lead."]


@pytest.mark.parametrize(("kind", "reasons"), [("correction", ["It has no note for readers."]),
    ("update", ["It has no note for readers."]), ("minor", []), ("original", [])])  # fmt: skip
def test_next_edition_needs_a_note_for_readers_unless_it_is_a_minor_one(kind, reasons):
    edition = make_edition(kind=kind)

    assert edition.blockers(table.SUBMIT, make_user()) == reasons


def test_sending_back_needs_a_remark():
    edition = make_edition(state=State.SUBMITTED)

    with pytest.raises(StepRefused) as refusal:
        edition.send_back(make_user(), "  ")

    assert refusal.value.reasons == ["This step needs an explanation."]


def test_second_draft_of_the_next_edition_is_refused():
    edition = make_live_edition()
    edition.start_next(make_user())

    with pytest.raises(StepRefused) as refusal:
        edition.start_next(make_user())

    assert refusal.value.reasons == ["Another edition of this release is being worked on in this language."]


def test_draft_begun_before_a_withdrawal_cannot_undo_it_by_being_released():
    live = make_live_edition()
    draft = approved(live.start_next(make_user()))
    live.withdraw(make_user(), "The event was called off.")

    with pytest.raises(StepRefused) as refusal:
        draft.release_now(make_user())

    assert refusal.value.reasons == [
        "A later edition has been public since this one was begun; start the next one from that."
    ]


def test_step_is_judged_by_what_the_database_holds_and_not_by_a_stale_object():
    edition = approved(make_edition())
    stale = Edition.objects.get(pk=edition.pk)
    edition.discard(make_user())

    with pytest.raises(StepRefused) as refusal:
        stale.release_now(make_user())

    assert refusal.value.reasons == ["The edition is discarded."]


def test_each_step_writes_who_when_from_where_and_what_they_said():
    editor = make_user()
    edition = make_edition(state=State.SUBMITTED)
    before = database_time()

    edition.send_back(editor, "Please name the town.")

    entry = RecordEntry.objects.get()
    assert (entry.edition, entry.by, entry.step, entry.remark) == (
        edition,
        editor,
        "send_back",
        "Please name the town.",
    )
    assert (entry.state_before, entry.state_after) == ("submitted", "draft")
    assert before <= entry.at <= database_time()


def test_verbs_cannot_be_called_by_a_template():
    verbs = [getattr(Edition, name) for name in [*TAKE, "place_on_record", "record_save", "restore"]]

    assert all(verb.alters_data for verb in verbs)

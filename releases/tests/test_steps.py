"""The steps: who may take which from where, what they write, and what they say when refused."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.template import Context, Template
from django.utils import timezone

from releases import steps
from releases.models import Edition, NamedPerson, RecordEntry, User
from releases.models.clock import database_time
from releases.record.contents import digest_of
from releases.states import State
from releases.steps import StepRefused, table
from releases.tests.making import approved, make_edition, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db

PEOPLE_STEPS = [step for step in table.STEPS.values() if step not in table.TAKEN_BY_IMPORTS]

TAKE = {
    "submit": lambda edition, by: steps.submit(edition, by),
    "recall": lambda edition, by: steps.recall(edition, by),
    "send_back": lambda edition, by: steps.send_back(edition, by, "Please name the town."),
    "approve": lambda edition, by: steps.approve(edition, by),
    "release_now": lambda edition, by: steps.release_now(edition, by),
    "schedule": lambda edition, by: steps.schedule(edition, by, timezone.now() + datetime.timedelta(hours=1)),
    "reschedule": lambda edition, by: steps.reschedule(edition, by, timezone.now() + datetime.timedelta(hours=2)),
    "unschedule": lambda edition, by: steps.unschedule(edition, by),
    "release_urgently": lambda edition, by: steps.release_urgently(edition, by, "Shots were fired."),
    "confirm_urgent": lambda edition, by: steps.confirm_urgent(edition, by),
    "start_next": lambda edition, by: steps.start_next(edition, by),
    "withdraw": lambda edition, by: steps.withdraw(edition, by, "The event was called off."),
    "remove": lambda edition, by: steps.remove(edition, by, "Published by mistake."),
    "reword_notice": lambda edition, by: steps.reword_notice(edition, by, "The event was put off."),
    "reinstate": lambda edition, by: steps.reinstate(edition, by, "It takes place after all."),
    "discard": lambda edition, by: steps.discard(edition, by),
    "limit_access": lambda edition, by: steps.limit_access(edition, by),
    "lift_limit": lambda edition, by: steps.lift_limit(edition, by),
    "break_glass": lambda edition, by: steps.break_glass(edition, by, "The author is ill."),
    "remark": lambda edition, by: steps.remark(edition, by, "Is that the right town?"),
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
        steps.release_urgently(edition, make_user(), "Shots were fired.")
        return edition
    if situation == "limited":
        return make_edition(limited=True)
    if situation == "withdrawn":
        return steps.withdraw(make_live_edition(), make_user(), "The event was called off.")
    if situation == "removed":
        return steps.remove(make_live_edition(), make_user(), "Published by mistake.")
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
    "withdrawn": {"start_next", "remove", "reinstate", "reword_notice", "remark"},
    "removed": {"start_next", "reinstate", "reword_notice", "remark"},
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

    assert refusal.value.reasons == ["You do not have permission to take this step."]


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


@pytest.mark.promise(30)
def test_nobody_approves_what_they_wrote():
    author, colleague = make_user(), make_user()
    edition = make_edition(state=State.SUBMITTED)
    steps.record_save(edition, author, created=True)

    assert steps.blockers(edition, table.APPROVE, author) == [
        "You worked on this edition or released it, so someone else must approve it."
    ]
    assert steps.blockers(edition, table.APPROVE, colleague) == []


def test_nobody_confirms_what_they_released_urgently_themselves():
    publisher, author, colleague = make_user(), make_user(), make_user()
    edition = make_edition()
    steps.record_save(edition, author, created=True)
    steps.release_urgently(edition, publisher, "Shots were fired.")

    blocked = [bool(steps.blockers(edition, table.CONFIRM_URGENT, by)) for by in (publisher, author, colleague)]

    assert blocked == [True, True, False]


def test_urgent_release_is_flagged_until_a_second_person_confirms_it():
    edition = make_edition()
    steps.release_urgently(edition, make_user(), "Shots were fired.")
    make_live_edition()
    assert list(Edition.objects.awaiting_confirmation()) == [edition]

    steps.confirm_urgent(edition, make_user())

    assert list(Edition.objects.awaiting_confirmation()) == []


def test_approver_who_was_shown_another_text_is_told_to_read_again():
    edition = make_edition(state=State.SUBMITTED)
    seen = digest_of(edition)
    steps.recall(edition, make_user())
    Edition.objects.filter(pk=edition.pk).update(lead="Something else.")
    steps.submit(edition, make_user())

    with pytest.raises(StepRefused) as refusal:
        steps.approve(edition, make_user(), seen=seen)

    assert refusal.value.reasons == ["The text has changed since you opened it. Please read it again."]


def test_edition_that_says_nothing_is_not_released():
    edition = make_edition(headline=" ", lead="", body="")

    assert steps.blockers(edition, table.SUBMIT, make_user()) == ["It has no headline.", "It has no text or lead."]


@pytest.mark.parametrize(("kind", "reasons"), [("correction", ["It has no note for readers."]),
    ("update", ["It has no note for readers."]), ("minor", []), ("original", [])])  # fmt: skip
def test_next_edition_needs_a_note_for_readers_unless_it_is_a_minor_one(kind, reasons):
    edition = make_edition(kind=kind)

    assert steps.blockers(edition, table.SUBMIT, make_user()) == reasons


def test_sending_back_needs_a_remark():
    edition = make_edition(state=State.SUBMITTED)

    with pytest.raises(StepRefused) as refusal:
        steps.send_back(edition, make_user(), "  ")

    assert refusal.value.reasons == ["This step requires an explanation."]


def test_second_draft_of_the_next_edition_is_refused():
    edition = make_live_edition()
    steps.start_next(edition, make_user())

    with pytest.raises(StepRefused) as refusal:
        steps.start_next(edition, make_user())

    assert refusal.value.reasons == ["Another edition of this release is already in progress in this language."]


def test_draft_begun_before_a_withdrawal_cannot_undo_it_by_being_released():
    live = make_live_edition()
    draft = approved(steps.start_next(live, make_user()))
    steps.withdraw(live, make_user(), "The event was called off.")

    with pytest.raises(StepRefused) as refusal:
        steps.release_now(draft, make_user())

    assert refusal.value.reasons == [
        "A later edition has been released since this one was started. Start the next edition from that one."
    ]


def test_step_is_judged_by_what_the_database_holds_and_not_by_a_stale_object():
    edition = approved(make_edition())
    stale = Edition.objects.get(pk=edition.pk)
    steps.discard(edition, make_user())

    with pytest.raises(StepRefused) as refusal:
        steps.release_now(stale, make_user())

    assert refusal.value.reasons == ["State of the edition: discarded."]


@pytest.mark.promise(36)
def test_each_step_writes_who_when_from_where_and_what_they_said():
    editor = make_user()
    edition = make_edition(state=State.SUBMITTED)
    before = database_time()

    steps.send_back(edition, editor, "Please name the town.")

    entry = RecordEntry.objects.get()
    assert (entry.edition, entry.by, entry.step, entry.remark) == (
        edition,
        editor,
        "send_back",
        "Please name the town.",
    )
    assert (entry.state_before, entry.state_after) == ("submitted", "draft")
    assert before <= entry.at <= database_time()


@pytest.mark.parametrize("verb", [*TAKE, "place_on_record", "record_save", "restore"])
def test_template_given_an_edition_cannot_take_a_step(verb):
    edition = make_edition()

    Template(f"{{{{ edition.{verb} }}}}").render(Context({"edition": edition}))

    assert not hasattr(edition, verb)
    assert list(RecordEntry.objects.all()) == []


def test_template_given_an_edition_cannot_delete_it():
    edition = make_edition()

    Template("{{ edition.delete }}").render(Context({"edition": edition}))

    assert Edition.objects.filter(pk=edition.pk).exists()

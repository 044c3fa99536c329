"""The rules of the newsroom as a table: which step leads from where to where, who may take it, and under which
conditions.

Imports no model and makes no queries. The sentences of `blockers` appear beside a disabled button and in the refusal of
a forged request. A test compares docs/workflow.md with this table.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as label

from releases.states import IN_PROGRESS, PHASE_LABELS, Phase, State
from releases.steps.conditions import (
    CHECKED_TEXT,
    CLEARANCE,
    COMPLETE_TEXT,
    EXPLANATION,
    LATEST,
    LIMITED,
    MATCHING_SEAL,
    NO_OTHER_DRAFT,
    NOT_REMOVED,
    SECOND_PERSON,
    SETTLED_COMMENTS,
    TEXT_STANDS,
    TIME_TO_COME,
    UNCONFIRMED,
    WITHDRAWN_OR_REMOVED,
    Condition,
    Facts,
)


@dataclass(frozen=True)
class Step:
    """One step. `target` is the state it leads to; None if it keeps the state and makes another edition, or only an
    entry in the record.

    `phases` restricts the phase of a released edition; empty means any. `seals`: the digest of the text is stored with
    the edition.
    """

    name: str
    label: Promise
    sources: frozenset[State]
    target: State | None
    codename: str
    conditions: tuple[Condition, ...] = ()
    phases: frozenset[Phase] = frozenset()
    seals: bool = False
    makes_edition: str = ""

    @property
    def permission(self) -> str:
        return f"releases.{self.codename}"

    def begins_at(self, state: State, phase: Phase) -> bool:
        return state in self.sources and (not self.phases or phase in self.phases)


DRAFT, SUBMITTED, APPROVED, RELEASED, DISCARDED = (frozenset({state}) for state in State)
WORK, ANYWHERE = frozenset(IN_PROGRESS), frozenset(State)
LIVE, SCHEDULED = frozenset({Phase.LIVE}), frozenset({Phase.SCHEDULED})
# Before it is public; afterwards there is nothing left to protect.
UNSEEN = frozenset({Phase.NONE, Phase.SCHEDULED})
AT_ONCE = "a new edition, live immediately"
CLEARED = (COMPLETE_TEXT, MATCHING_SEAL)

# fmt: off
# Step: name, label, from, to, permission, conditions; phases, effects
SUBMIT = Step("submit", label("Submit for approval"), DRAFT, State.SUBMITTED, "change_edition",
              (COMPLETE_TEXT, CHECKED_TEXT, SETTLED_COMMENTS))
RECALL = Step("recall", label("Recall"), SUBMITTED, State.DRAFT, "change_edition")
SEND_BACK = Step("send_back", label("Send back"), SUBMITTED | APPROVED, State.DRAFT, "approve_edition", (EXPLANATION,))
APPROVE = Step("approve", label("Approve"), SUBMITTED, State.APPROVED, "approve_edition", (COMPLETE_TEXT, CLEARANCE, SECOND_PERSON), seals=True)
RELEASE_NOW = Step("release_now", label("Release now"), APPROVED, State.RELEASED, "release_edition", (*CLEARED, LATEST))
SCHEDULE = Step("schedule", label("Schedule"), APPROVED, State.RELEASED, "release_edition", (*CLEARED, TIME_TO_COME, LATEST))
RESCHEDULE = Step("reschedule", label("Reschedule"), RELEASED, State.RELEASED, "release_edition", (MATCHING_SEAL, TIME_TO_COME), SCHEDULED)
# Back to approved, not to draft: the text is the approved one, and its seal still holds.
UNSCHEDULE = Step("unschedule", label("Unschedule"), RELEASED, State.APPROVED, "release_edition", (NO_OTHER_DRAFT,), SCHEDULED)
RELEASE_URGENTLY = Step("release_urgently", label("Release urgently, without approval"), DRAFT | SUBMITTED, State.RELEASED,
                        "release_edition_urgently", (COMPLETE_TEXT, EXPLANATION, LATEST), seals=True)
CONFIRM_URGENT = Step("confirm_urgent", label("Confirm urgent release"), RELEASED, None, "approve_edition",
                      (SECOND_PERSON, UNCONFIRMED), LIVE | {Phase.SUPERSEDED})
START_NEXT = Step("start_next", label("Start next edition"), RELEASED, None, "add_edition", (NO_OTHER_DRAFT,), LIVE | SCHEDULED,
                  makes_edition="a new draft")
WITHDRAW = Step("withdraw", label("Withdraw"), RELEASED, None, "withdraw_edition", (EXPLANATION, TEXT_STANDS), LIVE, makes_edition=AT_ONCE)
REMOVE = Step("remove", label("Remove"), RELEASED, None, "withdraw_edition", (EXPLANATION, NOT_REMOVED), LIVE, makes_edition=AT_ONCE)
REINSTATE = Step("reinstate", label("Reinstate"), RELEASED, None, "withdraw_edition", (EXPLANATION, WITHDRAWN_OR_REMOVED), LIVE, makes_edition=AT_ONCE)
REWORD_NOTICE = Step("reword_notice", label("Change the explanation"), RELEASED, None, "withdraw_edition", (EXPLANATION, WITHDRAWN_OR_REMOVED), LIVE,
                     makes_edition=AT_ONCE)
DISCARD = Step("discard", label("Discard"), WORK, State.DISCARDED, "change_edition")
LIMIT_ACCESS = Step("limit_access", label("Limit to named people"), WORK | RELEASED, None, "change_edition", (), UNSEEN)
LIFT_LIMIT = Step("lift_limit", label("Open to the newsroom"), WORK | RELEASED, None, "change_edition", (LIMITED,), UNSEEN)
BREAK_GLASS = Step("break_glass", label("Emergency access"), WORK | RELEASED, None, "break_glass", (EXPLANATION, LIMITED), UNSEEN)
REMARK = Step("remark", label("Remark"), ANYWHERE, None, "view_edition", (EXPLANATION,))
# Taken by imports only, never by a person: legacy content enters with its historic dates.
PLACE_ON_RECORD = Step("place_on_record", label("Place on record"), DRAFT, State.RELEASED, "import_edition", seals=True)
ABANDON_IMPORT = Step("abandon_import", label("Abandon"), DRAFT, State.DISCARDED, "import_edition")
# fmt: on

TAKEN_BY_IMPORTS = (PLACE_ON_RECORD, ABANDON_IMPORT)
STEPS: dict[str, Step] = {step.name: step for step in list(globals().values()) if isinstance(step, Step)}


def moves() -> list[tuple[State, State]]:
    """Every change of state that any step makes; the database refuses all others.

    Includes that of scheduled editions that a withdrawal discards.
    """
    taken = {(source, step.target) for step in STEPS.values() for source in step.sources if step.target}
    return sorted({*taken, (State.RELEASED, State.DISCARDED)} - {(state, state) for state in State})


def blockers(step: Step, facts: Facts, *, permitted: bool = True) -> list[str]:
    """Every reason, as a sentence, why the step may not be taken; empty if it may.

    The conditions are those of whoever has the permission, in the states of the step; nobody else is told of them.
    """
    found = [] if permitted else [_("You do not have permission to take this step.")]
    found += _wrong_place(step, facts)
    return found or [str(reason) for condition in step.conditions for reason in condition.reasons(facts)]


def _wrong_place(step: Step, facts: Facts) -> Iterable[str]:
    if facts.state not in step.sources:
        yield _("State of the edition: %(state)s.") % {"state": facts.state.label}
    elif not step.begins_at(facts.state, facts.phase):
        yield _("State of the edition: %(phase)s.") % {"phase": PHASE_LABELS[facts.phase]}

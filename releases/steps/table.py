"""The rules of the newsroom as a table: which step leads from where to where, who may take it, and what stands in its way.

Imports no model and asks no database. Whoever takes a step (`releases.steps.verbs`) gathers the facts; the sentences that
come back are what the editor reads beside a greyed button and in the refusal of a forged request.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.states import IN_PROGRESS, PHASE_LABELS, Phase, State


@dataclass(frozen=True)
class Step:
    """One verb. `target` is the state it leads to; None leaves the state and makes another edition, or only a line in the record.

    `mail` names the letter that goes to those concerned, and `seals` says that the digest of the text is kept with it.
    """

    name: str
    label: Promise
    sources: frozenset[State]
    target: State | None
    permission: str
    phases: frozenset[Phase] = frozenset()
    needs_time: bool = False
    needs_remark: bool = False
    needs_complete_text: bool = False
    needs_checked_text: bool = False
    needs_second_person: bool = False
    needs_no_other_draft: bool = False
    needs_to_be_the_latest: bool = False
    needs_matching_seal: bool = False
    needs_confirmation: bool = False
    needs_withdrawal: bool = False
    needs_text: bool = False
    needs_limit: bool = False
    seals: bool = False
    makes_edition: str = ""
    mail: str = ""


def _step(
    name: str, label: Promise, sources: tuple[State, ...], target: State | None, permission: str, **rules
) -> Step:
    return Step(name, label, frozenset(sources), target, f"releases.{permission}", **rules)


SUBMIT = _step(
    "submit",
    gettext_lazy("Submit for approval"),
    (State.DRAFT,),
    State.SUBMITTED,
    "change_edition",
    needs_complete_text=True,
    needs_checked_text=True,
    mail="submission",
)
RECALL = _step("recall", gettext_lazy("Recall"), (State.SUBMITTED,), State.DRAFT, "change_edition")
SEND_BACK = _step(
    "send_back",
    gettext_lazy("Send back"),
    (State.SUBMITTED, State.APPROVED),
    State.DRAFT,
    "approve_edition",
    needs_remark=True,
    mail="return",
)
APPROVE = _step(
    "approve",
    gettext_lazy("Approve"),
    (State.SUBMITTED,),
    State.APPROVED,
    "approve_edition",
    needs_complete_text=True,
    needs_second_person=True,
    seals=True,
    mail="approval",
)
RELEASE_NOW = _step(
    "release_now",
    gettext_lazy("Release now"),
    (State.APPROVED,),
    State.RELEASED,
    "release_edition",
    needs_complete_text=True,
    needs_matching_seal=True,
    needs_to_be_the_latest=True,
    mail="release",
)
SCHEDULE = _step(
    "schedule",
    gettext_lazy("Schedule"),
    (State.APPROVED,),
    State.RELEASED,
    "release_edition",
    needs_time=True,
    needs_complete_text=True,
    needs_matching_seal=True,
    needs_to_be_the_latest=True,
    mail="release",
)
RESCHEDULE = _step(
    "reschedule",
    gettext_lazy("Reschedule"),
    (State.RELEASED,),
    State.RELEASED,
    "release_edition",
    phases=frozenset({Phase.SCHEDULED}),
    needs_time=True,
    needs_matching_seal=True,
    mail="release",
)
# Back to approved and not to draft: the text is the one that was approved, and its seal still holds.
UNSCHEDULE = _step(
    "unschedule",
    gettext_lazy("Unschedule"),
    (State.RELEASED,),
    State.APPROVED,
    "release_edition",
    phases=frozenset({Phase.SCHEDULED}),
    needs_no_other_draft=True,
)
RELEASE_URGENTLY = _step(
    "release_urgently",
    gettext_lazy("Release urgently, without approval"),
    (State.DRAFT, State.SUBMITTED),
    State.RELEASED,
    "release_edition_urgently",
    needs_remark=True,
    needs_complete_text=True,
    needs_to_be_the_latest=True,
    seals=True,
    mail="urgent_release",
)
CONFIRM_URGENT = _step(
    "confirm_urgent",
    gettext_lazy("Confirm the urgent release"),
    (State.RELEASED,),
    None,
    "approve_edition",
    phases=frozenset({Phase.LIVE, Phase.SUPERSEDED}),
    needs_second_person=True,
    needs_confirmation=True,
)
START_NEXT = _step(
    "start_next",
    gettext_lazy("Start the next edition"),
    (State.RELEASED,),
    None,
    "add_edition",
    phases=frozenset({Phase.LIVE, Phase.SCHEDULED}),
    needs_no_other_draft=True,
    makes_edition="a new draft",
)
WITHDRAW = _step(
    "withdraw",
    gettext_lazy("Withdraw"),
    (State.RELEASED,),
    None,
    "withdraw_edition",
    phases=frozenset({Phase.LIVE}),
    needs_remark=True,
    needs_text=True,
    makes_edition="a new edition, live at once",
)
REMOVE = _step(
    "remove",
    gettext_lazy("Remove"),
    (State.RELEASED,),
    None,
    "withdraw_edition",
    phases=frozenset({Phase.LIVE}),
    needs_remark=True,
    makes_edition="a new edition, live at once",
)
REINSTATE = _step(
    "reinstate",
    gettext_lazy("Reinstate"),
    (State.RELEASED,),
    None,
    "withdraw_edition",
    phases=frozenset({Phase.LIVE}),
    needs_remark=True,
    needs_withdrawal=True,
    makes_edition="a new edition, live at once",
)
DISCARD = _step("discard", gettext_lazy("Discard"), IN_PROGRESS, State.DISCARDED, "change_edition")
# Before it is public: once it is, there is nothing left to keep from anybody.
UNSEEN = frozenset({Phase.NONE, Phase.SCHEDULED})
LIMIT_ACCESS = _step(
    "limit_access",
    gettext_lazy("Limit to named people"),
    (*IN_PROGRESS, State.RELEASED),
    None,
    "change_edition",
    phases=UNSEEN,
)
LIFT_LIMIT = _step(
    "lift_limit",
    gettext_lazy("Open to the newsroom"),
    (*IN_PROGRESS, State.RELEASED),
    None,
    "change_edition",
    phases=UNSEEN,
    needs_limit=True,
)
BREAK_GLASS = _step(
    "break_glass",
    gettext_lazy("Break the glass"),
    (*IN_PROGRESS, State.RELEASED),
    None,
    "break_glass",
    phases=UNSEEN,
    needs_limit=True,
    needs_remark=True,
)
REMARK = _step("remark", gettext_lazy("Remark"), tuple(State), None, "view_edition", needs_remark=True)
# Taken by an import only, never by a person: legacy content enters with the dates that it had.
PLACE_ON_RECORD = _step(
    "place_on_record",
    gettext_lazy("Place on record"),
    (State.DRAFT,),
    State.RELEASED,
    "import_edition",
    seals=True,
)
ABANDON_IMPORT = _step("abandon_import", gettext_lazy("Abandon"), (State.DRAFT,), State.DISCARDED, "import_edition")
TAKEN_BY_IMPORTS = (PLACE_ON_RECORD, ABANDON_IMPORT)

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        SUBMIT,
        RECALL,
        SEND_BACK,
        APPROVE,
        RELEASE_NOW,
        SCHEDULE,
        RESCHEDULE,
        UNSCHEDULE,
        RELEASE_URGENTLY,
        CONFIRM_URGENT,
        START_NEXT,
        WITHDRAW,
        REMOVE,
        REINSTATE,
        DISCARD,
        LIMIT_ACCESS,
        LIFT_LIMIT,
        BREAK_GLASS,
        REMARK,
        PLACE_ON_RECORD,
        ABANDON_IMPORT,
    )
}


def moves() -> list[tuple[State, State]]:
    """Every change of state that any step makes; the database refuses all others.

    A withdrawal discards what was scheduled for the text.
    """
    taken = {(source, step.target) for step in STEPS.values() for source in step.sources if step.target}
    return sorted({*taken, (State.RELEASED, State.DISCARDED)} - {(state, state) for state in State})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rules need to know of an edition, of the person, and of what they ask for."""

    state: State
    phase: Phase
    permitted: bool = True
    had_a_hand_in_it: bool = False
    other_draft: bool = False
    overtaken: bool = False
    seal_matches: bool = True
    awaits_confirmation: bool = False
    withdrawn: bool = False
    removed: bool = False
    limited: bool = False
    missing: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    remark: str = ""
    at_has_passed: bool = False
    at_is_given: bool = False


def blockers(step: Step, facts: Facts) -> list[str]:
    """Every reason, as a sentence, why the step may not be taken; an empty list when it may."""
    found = []
    if not facts.permitted:
        found.append(_("You do not have the permission for this step."))
    found += _blocked_by_state(step, facts)
    if step.needs_complete_text:
        found += [_("It has no %(part)s.") % {"part": part} for part in facts.missing]
    if step.needs_checked_text:
        found += facts.objections
    if step.needs_second_person and facts.had_a_hand_in_it:
        found.append(_("You wrote in this edition or released it; somebody else approves it."))
    if step.needs_matching_seal and not facts.seal_matches:
        found.append(_("The text is not the one that was approved; send it back and have it approved again."))
    if step.needs_no_other_draft and facts.other_draft:
        found.append(_("Another edition of this release is being worked on in this language."))
    if step.needs_to_be_the_latest and facts.overtaken:
        found.append(_("A later edition has been public since this one was begun; start the next one from that."))
    if step.needs_remark and not facts.remark.strip():
        found.append(_("This step needs an explanation."))
    if step.needs_time and not facts.at_is_given:
        found.append(_("This step needs a time."))
    if facts.at_has_passed:
        found.append(_("The time lies in the past."))
    return found


def _blocked_by_state(step: Step, facts: Facts) -> list[str]:
    """What the edition is going through, and whether it is withdrawn or urgent."""
    if facts.state not in step.sources:
        return [_("The edition is %(state)s.") % {"state": facts.state.label}]
    if step.phases and facts.phase not in step.phases:
        return [_("The edition is %(phase)s.") % {"phase": PHASE_LABELS[facts.phase]}]
    if step.needs_confirmation and not facts.awaits_confirmation:
        return [_("It was not released urgently, or somebody has confirmed it already.")]
    if step.needs_withdrawal and not (facts.withdrawn or facts.removed):
        return [_("The release is neither withdrawn nor removed.")]
    if step.needs_limit and not facts.limited:
        return [_("The edition is not limited to named people.")]
    if step.needs_text and facts.removed:
        return [_("The release is removed, and has no text to withdraw.")]
    return []

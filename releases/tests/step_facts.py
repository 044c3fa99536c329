"""What the table of steps asks about a text, given directly and without a database."""

from dataclasses import dataclass

from releases.states import Phase, State


@dataclass(frozen=True, kw_only=True)
class Given:
    """Facts given directly; by default nothing stands in the way of a step on a draft."""

    state: State = State.DRAFT
    phase: Phase = Phase.NONE
    missing_parts: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    open_comments: tuple[str, ...] = ()
    lacking_clearance: tuple[str, ...] = ()
    had_a_hand_in_it: bool = False
    seal_matches: bool = True
    other_draft: bool = False
    overtaken: bool = False
    awaits_confirmation: bool = False
    withdrawn: bool = False
    removed: bool = False
    limited: bool = False
    remark: str = ""
    at_is_given: bool = False
    at_has_passed: bool = False

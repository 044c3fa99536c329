"""Conditions of steps: each is a predicate with the sentence that an editor reads if it fails.

Imports no model. `releases.steps.situation` provides the facts from the database, each at most once and only if a
condition asks; tests use a plain object.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.states import Phase, State


class Facts(Protocol):
    """What a condition may ask about the edition, the person, and their request."""

    @property
    def state(self) -> State: ...
    @property
    def phase(self) -> Phase: ...
    @property
    def missing_parts(self) -> Iterable[str]: ...
    @property
    def objections(self) -> Iterable[str]: ...
    @property
    def open_comments(self) -> Iterable[str]: ...
    @property
    def lacking_clearance(self) -> Iterable[str]: ...
    @property
    def had_a_hand_in_it(self) -> bool: ...
    @property
    def seal_matches(self) -> bool: ...
    @property
    def other_draft(self) -> bool: ...
    @property
    def overtaken(self) -> bool: ...
    @property
    def awaits_confirmation(self) -> bool: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def removed(self) -> bool: ...
    @property
    def limited(self) -> bool: ...
    @property
    def remark(self) -> str: ...
    @property
    def at_is_given(self) -> bool: ...
    @property
    def at_has_passed(self) -> bool: ...


@dataclass(frozen=True)
class Condition:
    """`name` is its name in docs/workflow.md; `reasons` gives a sentence for each violation."""

    name: str
    reasons: Callable[[Facts], Iterable[str]]


def met(name: str, holds: Callable[[Facts], bool], otherwise: Promise) -> Condition:
    """A condition with one predicate and one sentence."""
    return Condition(name, lambda facts: () if holds(facts) else (str(otherwise),))


COMPLETE_TEXT = Condition(
    "complete text", lambda facts: [_("It has no %(part)s.") % {"part": part} for part in facts.missing_parts]
)
CHECKED_TEXT = Condition("checked text", lambda facts: facts.objections)
SETTLED_COMMENTS = Condition(
    "settled comments",
    lambda facts: (
        ()
        if facts.remark.strip()
        else [
            _("The comment on “%(passage)s” is open. Resolve or answer it, or say in the remark why it stays open.")
            % {"passage": passage}
            for passage in facts.open_comments
        ]
    ),
)
CLEARANCE = Condition("clearance", lambda facts: facts.lacking_clearance)
EXPLANATION = met(
    "explanation", lambda facts: bool(facts.remark.strip()), gettext_lazy("This step requires an explanation.")
)
SECOND_PERSON = met(
    "second person",
    lambda facts: not facts.had_a_hand_in_it,
    gettext_lazy("You worked on this edition or released it, so someone else must approve it."),
)
MATCHING_SEAL = met(
    "matching seal",
    lambda facts: facts.seal_matches,
    gettext_lazy("This is not the text that was approved. Send it back and have it approved again."),
)
NO_OTHER_DRAFT = met(
    "no other draft",
    lambda facts: not facts.other_draft,
    gettext_lazy("Another edition of this release is already in progress in this language."),
)
LATEST = met(
    "latest",
    lambda facts: not facts.overtaken,
    gettext_lazy("A later edition has been released since this one was started. Start the next edition from that one."),
)
UNCONFIRMED = met(
    "unconfirmed",
    lambda facts: facts.awaits_confirmation,
    gettext_lazy("It was not released urgently, or has already been confirmed."),
)
WITHDRAWN_OR_REMOVED = met(
    "withdrawn or removed",
    lambda facts: facts.withdrawn or facts.removed,
    gettext_lazy("The release has not been withdrawn or removed."),
)
TEXT_STANDS = met(
    "text stands",
    lambda facts: not facts.withdrawn and not facts.removed,
    gettext_lazy("The release has already been withdrawn or removed."),
)
NOT_REMOVED = met("not removed", lambda facts: not facts.removed, gettext_lazy("The release has already been removed."))
LIMITED = met(
    "limited", lambda facts: facts.limited, gettext_lazy("Access to the edition is not limited to named people.")
)


def _time_reasons(facts: Facts) -> Iterable[str]:
    if not facts.at_is_given:
        yield _("This step requires a date and time.")
    elif facts.at_has_passed:
        yield _("The time is in the past.")


TIME_TO_COME = Condition("future time", _time_reasons)

"""Which letters go out after a step, and to whom. Imports no model and makes no queries.

Recipients get a letter only if they may see the edition, did not take the step themselves, and have not switched that
letter off. Steps are identified by name, as in the record, since the table of steps may import this package but not the
other way round.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# The wording is that of the table in docs/editing.md.


class Involvement(StrEnum):
    """What a person did in this edition before the step."""

    WRITERS = "who worked on it"
    SUBMITTER = "who submitted it"
    APPROVER = "who approved it"
    MENTIONED = "who is mentioned"
    SPEAKERS = "who spoke in the conversation"
    ASKED = "who is asked"
    ASKER = "who asked"


class Right(StrEnum):
    """What a person could do next."""

    APPROVE = "who may approve it"
    RELEASE = "who may release it"
    ADMINISTER = "the administrators"

    @property
    def permission(self) -> str:
        return {
            Right.APPROVE: "releases.approve_edition",
            Right.RELEASE: "releases.release_edition",
            Right.ADMINISTER: "releases.change_user",
        }[self]

    @property
    def is_about_editions(self) -> bool:
        """Whether it applies to editions individually."""
        return self is not Right.ADMINISTER


@dataclass(frozen=True)
class LetterKind:
    """`steps` are those that send it, `subject` has the placeholder %(what)s for the text it is about, and `choice`
    labels the checkbox that switches it off.
    """

    name: str
    steps: tuple[str, ...]
    subject: Promise
    choice: Promise
    to: tuple[Involvement | Right, ...]
    except_for: tuple[Involvement, ...] = ()

    @property
    def parts(self) -> list[Involvement]:
        return [circle for circle in self.to if isinstance(circle, Involvement)]

    @property
    def rights(self) -> list[Right]:
        return [circle for circle in self.to if isinstance(circle, Right)]


SUBMISSION = LetterKind(
    "submission",
    ("submit",),
    gettext_lazy("For approval: %(what)s"),
    gettext_lazy("A text that I can approve is submitted"),
    (Right.APPROVE,),
    except_for=(Involvement.WRITERS,),
)
RETURN = LetterKind(
    "return",
    ("send_back",),
    gettext_lazy("Sent back: %(what)s"),
    gettext_lazy("A text that I worked on or submitted is sent back"),
    (Involvement.WRITERS, Involvement.SUBMITTER),
)
APPROVAL = LetterKind(
    "approval",
    ("approve",),
    gettext_lazy("Approved: %(what)s"),
    gettext_lazy("A text that I worked on or can release is approved"),
    (Involvement.WRITERS, Involvement.SUBMITTER, Right.RELEASE),
)
RELEASE = LetterKind(
    "release",
    ("release_now", "schedule", "reschedule"),
    gettext_lazy("Released: %(what)s"),
    gettext_lazy("A text that I worked on, submitted or approved is released or scheduled"),
    (Involvement.WRITERS, Involvement.APPROVER, Involvement.SUBMITTER),
)
URGENT_RELEASE = LetterKind(
    "urgent_release",
    ("release_urgently",),
    gettext_lazy("Released without approval: %(what)s"),
    gettext_lazy("A text is released urgently, without approval"),
    (Involvement.WRITERS, Right.APPROVE, Right.ADMINISTER),
)

COMMENT = LetterKind(
    "comment",
    ("comment_on", "suggest", "answer"),
    gettext_lazy("Comment: %(what)s"),
    gettext_lazy("I am mentioned in a comment, or a conversation that I take part in goes on"),
    (Involvement.MENTIONED, Involvement.SPEAKERS),
)

CLEARANCE = LetterKind(
    "clearance",
    ("ask_clearance",),
    gettext_lazy("Your word is asked for: %(what)s"),
    gettext_lazy("I am asked for my word on a text"),
    (Involvement.ASKED,),
)
REMINDER = LetterKind(
    "clearance_reminder",
    ("ask_clearance",),
    gettext_lazy("Reminder: your word is asked for: %(what)s"),
    gettext_lazy("I have not yet said my word on a text, and the time is running out"),
    (Involvement.ASKED,),
)
WORD = LetterKind(
    "clearance_word",
    ("agree", "object", "comment_on_request"),
    gettext_lazy("A word on: %(what)s"),
    gettext_lazy("Somebody whom I asked says their word on a text"),
    (Involvement.ASKER,),
)

LETTERS: dict[str, LetterKind] = {
    kind.name: kind
    for kind in (SUBMISSION, RETURN, APPROVAL, RELEASE, URGENT_RELEASE, COMMENT, CLEARANCE, REMINDER, WORD)
}


def letter_of(step: str) -> LetterKind | None:
    """The letter that a step sends at once; None for most steps."""
    return next((kind for kind in LETTERS.values() if step in kind.steps), None)


@dataclass
class Involved:
    """Who did what, from the record in order. People are given by id."""

    writers: set[int] = field(default_factory=set)
    submitter: int | None = None
    approver: int | None = None
    mentioned: set[int] = field(default_factory=set)
    speakers: set[int] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)
    asker: int | None = None

    @classmethod
    def told_by(cls, lines: Iterable[tuple[str, int]], writing: Iterable[str]) -> "Involved":
        """From (step, person) pairs; `writing` lists the steps that count as writing. Of several submissions, the last one counts."""
        found = cls()
        for step, person in lines:
            if step in writing:
                found.writers.add(person)
            elif step in SUBMISSION.steps:
                found.submitter = person
            elif step in APPROVAL.steps:
                found.approver = person
        return found

    def who(self, parts: Iterable[Involvement]) -> set[int]:
        named: dict[Involvement, set[int | None]] = {
            Involvement.WRITERS: {*self.writers},
            Involvement.SUBMITTER: {self.submitter},
            Involvement.APPROVER: {self.approver},
            Involvement.MENTIONED: {*self.mentioned},
            Involvement.SPEAKERS: {*self.speakers},
            Involvement.ASKED: {*self.asked},
            Involvement.ASKER: {self.asker},
        }
        return {person for part in parts for person in named[part] if person is not None}

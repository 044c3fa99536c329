"""What was said about passages of an edition, comment by comment, and whether it is settled."""

from dataclasses import dataclass, field
from functools import cached_property

from releases.language.passages import FlatText, flat
from releases.models import Comment, Edition, User
from releases.models.comments import ACCEPTED, BEGINNINGS, REOPENED, RESOLVED, Part

LONGEST_NAMED = 60


@dataclass
class Conversation:
    """A comment with everything that followed it."""

    first: Comment
    replies: list[Comment] = field(default_factory=list)

    @property
    def lines(self) -> list[Comment]:
        return [self.first, *self.replies]

    @property
    def is_resolved(self) -> bool:
        turns = [line.entry.step for line in self.replies if line.entry.step in (RESOLVED, ACCEPTED, REOPENED)]
        return bool(turns) and turns[-1] != REOPENED

    @property
    def is_open(self) -> bool:
        """Neither resolved, nor answered by anybody else."""
        return not self.is_resolved and self.lines[-1].entry.by_id == self.first.entry.by_id

    @property
    def people(self) -> set[int]:
        """The ids of those who spoke."""
        return {line.entry.by_id for line in self.lines if line.entry.by_id}

    @cached_property
    def places(self) -> list[int]:
        """Where its passage stands in the text as it is now: nowhere, at one place, or at several."""
        return self.first.passage.places_in(flat_text(self.first.edition, self.first.part))

    @property
    def name(self) -> str:
        """The passage, shortened, for sentences about it."""
        quotation = self.first.quotation
        return quotation if len(quotation) <= LONGEST_NAMED else f"{quotation[:LONGEST_NAMED].rstrip()}…"

    @property
    def can_be_accepted(self) -> bool:
        return bool(self.first.suggestion) and not self.is_resolved and len(self.places) == 1


def flat_text(edition: Edition, part: str) -> str:
    return FlatText(edition.body).text if part == Part.BODY else flat(getattr(edition, part))


def conversations_about(edition: Edition) -> list[Conversation]:
    """In the order in which they began. One query."""
    found: dict[int, Conversation] = {}
    for comment in Comment.objects.filter(edition=edition).select_related("entry__by").order_by("pk"):
        comment.edition = edition  # its text, not another reading of it
        if comment.thread_id is None:
            found[comment.pk] = Conversation(comment)
        else:
            found[comment.thread_id].replies.append(comment)
    return list(found.values())


def conversation_of(comment: Comment) -> Conversation:
    number = comment.thread_id or comment.pk
    return next(found for found in conversations_about(comment.edition) if found.first.pk == number)


def open_passages(edition: Edition) -> tuple[str, ...]:
    return tuple(conversation.name for conversation in conversations_about(edition) if conversation.is_open)


def may_settle(conversation: Conversation, person: User) -> bool:
    """Whoever began it, and whoever writes in texts like this or approves them."""
    edition = conversation.first.edition
    return conversation.first.entry.by_id == person.pk or any(
        edition.allows(f"releases.{codename}", person) for codename in ("change_edition", "approve_edition")
    )


def begins(comment: Comment) -> bool:
    return comment.entry.step in BEGINNINGS

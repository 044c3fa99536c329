"""Talking about passages of a text: comments, answers, suggested wordings. Each is a line of the record; see decision 36."""

from typing import Any

from django.utils.translation import gettext as _

from releases.language.passages import FlatText, flat, quoted_from
from releases.models import Comment, Edition, User
from releases.models.comments import ACCEPTED, ANSWERED, COMMENTED_ON, REOPENED, RESOLVED, SUGGESTED, Part
from releases.models.within import LONGEST_SAID, MOST_SAID
from releases.record import canonical
from releases.record.contents import digest_of
from releases.review.conversations import Conversation, conversation_of, flat_text, may_settle
from releases.review.mentions import mentions_in
from releases.steps import table
from releases.steps.entries import add_entry
from releases.steps.permissions import may_write_in, permits
from releases.steps.taking import StepRefused, lock, one_at_a_time
from releases.steps.writing import record_save, save_checked


def comment_on(
    edition: Edition,
    by: User,
    said: str,
    *,
    part: str,
    quotation: str,
    before: str = "",
    after: str = "",
    suggestion: str = "",
) -> Comment:
    """Begin a conversation about a passage of the text as saved; with another wording for it, or without."""
    with one_at_a_time():
        lock(edition)
        _refuse_if(_against_saying(edition, by, said if not suggestion else said or suggestion))
        _refuse_if(_too_long(quotation=quotation, suggestion=suggestion))
        passage = quoted_from(flat_text(edition, part), quotation, before, after)
        if passage is None:
            raise StepRefused([_("This passage is not in the saved text.")])
        place = {name: getattr(passage, name) for name in ("quotation", "before", "after", "alone")}
        step = SUGGESTED if suggestion.strip() else COMMENTED_ON
        return _add(step, edition, by, said, part=part, suggestion=flat(suggestion), **place)


def answer(comment: Comment, by: User, said: str) -> Comment:
    """Answering what was resolved opens it again only if it is said so."""
    return _continue(ANSWERED, comment, by, said)


def resolve(comment: Comment, by: User, said: str = "") -> Comment:
    return _continue(RESOLVED, comment, by, said)


def reopen(comment: Comment, by: User, said: str = "") -> Comment:
    return _continue(REOPENED, comment, by, said)


def accept(comment: Comment, by: User) -> Comment:
    """Put the suggested wording in the place of its passage. A save like any other, by the person who accepts it."""
    edition = comment.edition
    with one_at_a_time():
        lock(edition)
        if not may_write_in(edition, by):
            raise StepRefused([_("You can accept a wording only in a draft that you are allowed to edit.")])
        conversation = conversation_of(comment)
        if not conversation.can_be_accepted:
            raise StepRefused([_("The passage is no longer in the text, or occurs more than once.")])
        _reword(edition, conversation)
        told = _("“%(before)s” became “%(after)s”, as suggested by %(person)s.")
        suggester = comment.entry.by.get_full_name() or comment.entry.by.get_username()  # type: ignore[union-attr]  # a person
        words = {"before": comment.quotation, "after": comment.suggestion, "person": suggester}
        record_save(edition, by, created=False, remark=told % words)
        return _add(ACCEPTED, edition, by, "", thread=comment)


def _reword(edition: Edition, conversation: Conversation) -> None:
    first = conversation.first
    place, length = conversation.places[0], len(first.quotation)
    if first.part == Part.BODY:
        changed = FlatText(edition.body).replaced(place, length, first.suggestion)
        if changed is None:
            raise StepRefused([_("The passage reaches over the end of a paragraph. Please change the text yourself.")])
    else:
        text = flat(getattr(edition, first.part))
        changed = text[:place] + first.suggestion + text[place + length :]
    setattr(edition, first.part, changed)
    save_checked(edition)


def _continue(step: str, comment: Comment, by: User, said: str) -> Comment:
    edition = comment.edition
    with one_at_a_time():
        lock(edition)
        first = comment.thread or comment
        _refuse_if(_against_saying(edition, by, said if step == ANSWERED else said or step))
        if step in (RESOLVED, REOPENED) and not may_settle(conversation_of(first), by):
            raise StepRefused([_("Only the person who began it, and those who write or approve, can do this.")])
        return _add(step, edition, by, said, thread=first)


def _add(step: str, edition: Edition, by: User, said: str, **columns: Any) -> Comment:
    mentioned = [person.pk for person in mentions_in(said, edition).people]
    comment = Comment(edition=edition, mentioned=mentioned, **columns)
    said_of = canonical.digest(comment.content())
    before = edition.state
    comment.entry = add_entry(edition, step, by, before=before, remark=said, digest=digest_of(edition), after=said_of)
    comment.save(force_insert=True)
    return comment


def _against_saying(edition: Edition, by: User, said: str) -> list[str]:
    found = []
    if not permits(edition, table.REMARK, by):
        found.append(_("You do not have permission to take this step."))
    if not said.strip():
        found.append(_("Write what you want to say."))
    if Comment.objects.filter(edition=edition).count() >= MOST_SAID["comments"]:
        found.append(_("This edition has too many comments."))
    return found + _too_long(comment=said)


def _too_long(**texts: str) -> list[str]:
    told = _("At most %(most)d characters: %(beginning)s…")
    return [
        told % {"most": LONGEST_SAID[name], "beginning": text[:40]}
        for name, text in texts.items()
        if len(text) > LONGEST_SAID[name]
    ]


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise StepRefused(reasons)

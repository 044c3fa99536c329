"""Delivers mail about steps: queued with the step, sent by the worker, retried until it arrives.

A step writes one row in its own transaction, so that there is no step without its mail and no mail about a step that
was rolled back. The worker does everything else: it determines the recipients, composes the messages and talks to the
mail server. Editors wait for none of it.

The row of a letter records whether it was sent. A worker claims the row, talks to the mail server and marks it as sent.
If it dies between the server's OK and the mark, nobody can know whether the letter went out, and it is sent again with
the same Message-ID.
"""

import logging
import smtplib

from django.db import transaction

from releases.mail.background import after_commit, no_later_than, task
from releases.mail.letters import CLEARANCE, REMINDER, Involved, LetterKind, Right, letter_of
from releases.mail.messages import message_for
from releases.models.clearance import Clearance, ClearanceWord
from releases.models.comments import Comment
from releases.models.letters import HELD, Letter
from releases.models.people import User
from releases.models.record import WRITING, RecordEntry

logger = logging.getLogger(__name__)

# Errors that mean that the mail server is unreachable, not that it refuses one letter. A server that drops the
# connection counts as unreachable; the letter that triggered it goes to the end of the queue.
SERVER_FAILURES = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPServerDisconnected,
)


def announce(entry: RecordEntry) -> None:
    """Queue the mail for this record entry, in the transaction of the step. One query."""
    if letter_of(entry.step):
        Letter.objects.create(entry=entry)
        after_commit(deliver)


def remind(clearance: Clearance) -> None:
    """Queue a letter to those who will still be silent some time before the hour."""
    at = clearance.reminder_at(clearance.entry.at)
    Letter.objects.create(entry=clearance.entry, reminds=True, created_at=at, due_at=at)


@task
def deliver() -> None:
    """Send whatever is due, and schedule the next run for when the next letter is due.

    The next run is scheduled first: if this worker dies over a letter, that run picks it up again.
    """
    if Letter.objects.waiting().exists():
        no_later_than(deliver, HELD)
    while letter := Letter.objects.take_next():
        if not carry(letter):
            Letter.objects.due().update(due_at=letter.due_at)
            break
    if (pause := Letter.objects.pause()) is not None:
        no_later_than(deliver, pause)
    Letter.objects.forget_old()


def carry(letter: Letter) -> bool:
    """Process one letter: expand it to its recipients, or send it to its one recipient. False if the mail server is unreachable."""
    try:
        if letter.to is None:
            address(letter)
        elif why := reason_against(letter):
            letter.mark_not_sent(why)
        else:
            message_for(letter).send()
            letter.mark_sent()
    except Exception as error:  # whatever it is, this letter stays queued and the others proceed
        logger.warning("E-mail %s was not delivered at attempt %s: %s", letter.pk, letter.tries, kind_of(error))
        letter.put_off(f"{kind_of(error)}: {error}")
        return not is_of_the_server(error)
    return True


# Recipients


def address(letter: Letter) -> None:
    """Replace the letter that the step wrote with one per recipient; all of them or none."""
    with transaction.atomic():
        if not Letter.objects.select_for_update().filter(pk=letter.pk).exists():
            return  # another worker was faster
        Letter.objects.bulk_create(
            [
                Letter(entry=letter.entry, to=person, reminds=letter.reminds, created_at=letter.created_at)
                for person in concerned(letter.entry, kind_of_letter(letter))
            ],
            ignore_conflicts=True,
        )
        letter.delete()


def kind_of_letter(letter: Letter) -> LetterKind | None:
    return REMINDER if letter.reminds else letter_of(letter.entry.step)


def concerned(entry: RecordEntry, kind: LetterKind | None = None) -> list[User]:
    """Recipients by the table in `releases.mail.letters` who may see the edition, ordered by account."""
    kind = kind or letter_of(entry.step)
    if kind is None:
        return []
    lines = RecordEntry.objects.filter(edition=entry.edition_id, pk__lte=entry.pk, by__isnull=False).order_by("pk")
    parts = Involved.told_by(lines.values_list("step", "by"), WRITING)
    if comment := Comment.objects.filter(entry=entry).first():
        parts.mentioned = set(comment.mentioned)
        parts.speakers = set(Comment.objects.in_thread_of(comment).values_list("entry__by", flat=True))
    if clearance := Clearance.objects.filter(entry=entry).first():
        parts.asked = set(clearance.people().values_list("pk", flat=True))
    if word := ClearanceWord.objects.filter(entry=entry).select_related("clearance__entry").first():
        parts.asker = word.clearance.entry.by_id
    with_a_part = set(User.objects.filter(pk__in=parts.who(kind.parts), is_active=True))
    with_a_right = {person for right in kind.rights for person in who_may(right, entry)}
    left_out = parts.who(kind.except_for)
    found = [person for person in with_a_part | with_a_right if person.pk not in left_out]
    return sorted((person for person in found if not objection(person, entry, kind)), key=lambda person: person.pk)


def who_may(right: Right, entry: RecordEntry) -> list[User]:
    """Active users with the permission; if it concerns editions, only those who may use it on this one."""
    people = list(User.objects.with_perm(right.permission, backend="django.contrib.auth.backends.ModelBackend"))
    return [
        person for person in people if not right.is_about_editions or entry.edition.allows(right.permission, person)
    ]


def reason_against(letter: Letter) -> str:
    """Checked again just before sending, since much may have changed since the step."""
    kind = kind_of_letter(letter)
    return objection(letter.to, letter.entry, kind) if letter.to and kind else "no recipient"


def objection(person: User, entry: RecordEntry, kind: LetterKind) -> str:
    """Why this person does not get the letter; empty if they do."""
    if person.pk == entry.by_id:
        return "took the step themselves"
    if not person.is_active or not person.email:
        return "no active account or no address"
    if kind.name in person.letters_off:
        return "switched this e-mail off"
    if not entry.edition.is_visible_to(person):
        return "may not see the edition"
    if kind in (CLEARANCE, REMINDER) and not Clearance.objects.unanswered().filter(entry=entry).exists():
        return "the request is settled"
    return ""


# Errors


def is_of_the_server(error: Exception) -> bool:
    return isinstance(error, SERVER_FAILURES) or (
        isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)
    )


def kind_of(error: BaseException) -> str:
    """For the log, which must quote no text: the exception class, and the server's code."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()

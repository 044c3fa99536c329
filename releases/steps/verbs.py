"""The steps from draft to the public and back. Each locks the release, reads the edition again, asks the table for
reasons against it, writes, and adds to the record, all in one transaction: see `releases.steps.taking`.

Each raises StepRefused, and then nothing has happened.
"""

import datetime

from django.utils.translation import gettext as _

from releases.models import Edition, Release, User
from releases.models.clock import database_time
from releases.record.contents import digest_of
from releases.review.conversations import open_passages
from releases.states import State
from releases.steps import table, timeline
from releases.steps.entries import add_entry
from releases.steps.taking import StepRefused, taking, write
from releases.steps.writing import copy_of, next_number, record_save

# From draft to approval


def submit(edition: Edition, by: User, remark: str = "") -> None:
    """With open comments it needs a remark, and the record names the passages."""
    with taking(table.SUBMIT, edition, by, naming_open_comments(edition, remark)):
        write(edition, state=State.SUBMITTED)


def naming_open_comments(edition: Edition, remark: str) -> str:
    if not remark.strip() or not (passages := open_passages(edition)):
        return remark
    named = ", ".join(f"“{passage}”" for passage in passages)
    return _("Open comments: %(passages)s. %(remark)s") % {"passages": named, "remark": remark}


def recall(edition: Edition, by: User, remark: str = "") -> None:
    with taking(table.RECALL, edition, by, remark):
        write(edition, state=State.DRAFT)


def send_back(edition: Edition, by: User, remark: str) -> None:
    with taking(table.SEND_BACK, edition, by, remark):
        write(edition, state=State.DRAFT, seal="")


def approve(edition: Edition, by: User, remark: str = "", seen: str = "") -> None:
    """Seal the text. `seen` is the digest of what the approver was shown; the text may have been recalled and rewritten since."""
    with taking(table.APPROVE, edition, by, remark) as digest:
        if seen and seen != digest:
            raise StepRefused([_("The text has changed since you opened it. Please read it again.")])
        write(edition, state=State.APPROVED, seal=digest)


def discard(edition: Edition, by: User, remark: str = "") -> None:
    with taking(table.DISCARD, edition, by, remark):
        write(edition, state=State.DISCARDED)


# To the public


def release_now(edition: Edition, by: User, remark: str = "") -> None:
    """Public from this instant; the previous edition ends at the same one."""
    with taking(table.RELEASE_NOW, edition, by, remark):
        timeline.enter([edition])


def schedule(edition: Edition, by: User, at: datetime.datetime, remark: str = "") -> None:
    """Public from a future instant; the previous edition ends at the same one, and no job is needed."""
    with taking(table.SCHEDULE, edition, by, remark, at):
        timeline.enter([edition], at)


def reschedule(edition: Edition, by: User, at: datetime.datetime, remark: str = "") -> None:
    with taking(table.RESCHEDULE, edition, by, remark, at):
        timeline.move(edition, at)


def unschedule(edition: Edition, by: User, remark: str = "") -> None:
    """Take a scheduled edition back to approved; its predecessor lasts as long as it would have."""
    with taking(table.UNSCHEDULE, edition, by, remark):
        timeline.leave(edition, State.APPROVED)


def release_urgently(edition: Edition, by: User, remark: str) -> None:
    """Public from this instant without approval; flagged to everyone until a second person confirms it."""
    with taking(table.RELEASE_URGENTLY, edition, by, remark) as digest:
        timeline.enter([edition], seal=digest)


def confirm_urgent(edition: Edition, by: User, remark: str = "") -> None:
    """Confirm as a second person that the urgent release was right; if it was wrong, it is corrected or withdrawn instead."""
    with taking(table.CONFIRM_URGENT, edition, by, remark):
        pass


# Away from the public, and back


def withdraw(edition: Edition, by: User, explanation: str) -> Edition:
    """Put the text under a public explanation, at once. Its scheduled editions are discarded. Returns the notice."""
    with taking(table.WITHDRAW, edition, by, explanation):
        _discard_scheduled(edition, by)
        notice = copy_of(edition, by, kind=Edition.Kind.WITHDRAWN, change_note=explanation, replaced_by=None)
        return _stand_in(notice, table.WITHDRAW.name, by, explanation)


def remove(edition: Edition, by: User, explanation: str, replaced_by: Release | None = None) -> Edition:
    """Take the text away, at once, and put an explanation in its place. Scheduled editions are discarded. Returns the notice."""
    with taking(table.REMOVE, edition, by, explanation):
        _discard_scheduled(edition, by)
        notice = Edition.objects.create(
            release_id=edition.release_id,
            language=edition.language,
            number=next_number(edition),
            kind=Edition.Kind.REMOVED,
            headline=edition.headline,
            type=edition.type,
            date=edition.date,
            change_note=explanation,
            replaced_by=replaced_by,
        )
        record_save(notice, by, created=True)
        return _stand_in(notice, table.REMOVE.name, by, explanation)


def reinstate(edition: Edition, by: User, explanation: str) -> Edition:
    """Restore the text as it was before it was withdrawn or removed, word for word, with a note that explains why."""
    with taking(table.REINSTATE, edition, by, explanation):
        text = edition.siblings().live_or_past().exclude(kind=Edition.Kind.REMOVED).order_by("number").last()
        if text is None:
            raise StepRefused([_("There is no earlier text to reinstate.")])
        again = copy_of(text, by, kind=Edition.Kind.UPDATE, change_note=explanation, replaced_by=None)
        return _stand_in(again, table.REINSTATE.name, by, explanation)


def reword_notice(edition: Edition, by: User, explanation: str) -> Edition:
    """Give a withdrawal or removal another public explanation; the release stays withdrawn or removed throughout."""
    with taking(table.REWORD_NOTICE, edition, by, explanation):
        notice = copy_of(edition, by, change_note=explanation, kind=edition.kind, replaced_by=edition.replaced_by)
        return _stand_in(notice, table.REWORD_NOTICE.name, by, explanation)


def _stand_in(edition: Edition, step: str, by: User, explanation: str) -> Edition:
    """Replace the live edition without a second person's approval: taking a text away must not wait."""
    digest = digest_of(edition)
    timeline.enter([edition], seal=digest)
    add_entry(edition, step, by, before=State.DRAFT, remark=explanation, digest=digest)
    return edition


def _discard_scheduled(edition: Edition, by: User) -> None:
    due = edition.siblings().released().filter(live_from__gt=database_time())
    for scheduled in due.order_by("-live_from"):
        timeline.leave(scheduled, State.DISCARDED)
        remark = _("The release was withdrawn before the scheduled time of this edition.")
        add_entry(scheduled, table.DISCARD.name, by, before=State.RELEASED, remark=remark, digest=scheduled.seal)


# Imports


def place_on_record(
    edition: Edition,
    live_from: datetime.datetime | None,
    live_until: datetime.datetime | None = None,
    *,
    by: User | None = None,
    remark: str = "",
) -> None:
    """Release a legacy text with its historic dates, or, without `live_from`, replace the previous edition now; for
    imports.

    A future time remains an embargo.
    """
    with taking(table.PLACE_ON_RECORD, edition, by, remark) as digest:
        if live_from is None:
            timeline.enter([edition], seal=digest)
        else:
            write(edition, state=State.RELEASED, live_from=live_from, live_until=live_until, seal=digest)


def abandon_import(edition: Edition, *, by: User | None = None, remark: str = "") -> None:
    """Discard an imported draft that nobody has touched, because its record has changed at its origin."""
    with taking(table.ABANDON_IMPORT, edition, by, remark):
        write(edition, state=State.DISCARDED)

"""Writing in an edition: every save of a draft keeps its text, and a next edition starts with the words of this one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from releases.models import Edition, RecordEntry, Release, SavedText, User
from releases.models.carried import NOT_PUBLIC
from releases.models.clearance import CLEARING
from releases.models.clock import database_time
from releases.models.comments import SAID_OF_A_PASSAGE
from releases.models.record import COMMENTED, CREATED, EDITED, ERASED, KEPT_ASIDE, RESTORED
from releases.record import canonical
from releases.record.canonical import Content
from releases.record.contents import content_of, digest_of
from releases.states import Phase, State
from releases.steps import table
from releases.steps.copying import copy_rows, put_back
from releases.steps.entries import add_entry
from releases.steps.limits import limit_access
from releases.steps.permissions import may_write_in
from releases.steps.taking import StepRefused, lock, one_at_a_time, taking


def record_save(
    edition: Edition, by: User | None, *, created: bool, remark: str = "", keep_text: bool = True
) -> RecordEntry:
    """Record who wrote in a draft, and save its current text; a form calls it after saving.

    An import that places the text on record at once saves no second copy: it cannot change from then on.
    """
    return _record_text(edition, CREATED if created else EDITED, by, remark, keep_text=keep_text)


def save_checked(edition: Edition) -> None:
    """For steps that change the words without a form, which may make them too long."""
    try:
        edition.clean_fields(exclude=["release", "language", "kind"])
    except ValidationError as error:
        raise StepRefused(error.messages) from error
    edition.save()


def restore(edition: Edition, saved: SavedText, by: User) -> RecordEntry:
    """Put a saved text back into the draft. That is a save like any other, and can itself be undone."""
    with one_at_a_time():
        lock(edition)
        if not may_write_in(edition, by) or saved.edition_id != edition.pk:
            raise StepRefused(
                [
                    _(
                        "You can restore only a draft that you are allowed to edit, and only to one of its own earlier texts."
                    )
                ]
            )
        put_back(saved.content, edition)
        remark = _("Text from line %(position)s of the record.") % {"position": saved.entry.position}
        return _record_text(edition, RESTORED, by, remark)


def keep_aside(edition: Edition, by: User, content: Content, remark: str = "") -> SavedText:
    """Save a text that lost to a concurrent save, without changing the draft."""
    with one_at_a_time():
        lock(edition)
        digest = canonical.digest(content)
        entry = add_entry(
            edition, KEPT_ASIDE, by, before=edition.state, remark=remark, digest=digest_of(edition), after=digest
        )
        return _keep(edition, entry, content, digest)


def comment(edition: Edition, name: str, remark: str) -> RecordEntry:
    """Record a comment by an outsider who was shown the text before it is public."""
    with one_at_a_time():
        lock(edition)
        if edition.state == State.DISCARDED or edition.phase(database_time()) in (Phase.LIVE, Phase.SUPERSEDED):
            raise StepRefused([_("Comments on this text are closed.")])
        said = f"{name}: {remark}"
        return add_entry(edition, COMMENTED, None, before=edition.state, remark=said, digest=digest_of(edition))


def remark(edition: Edition, by: User, remark: str) -> None:
    """Add a remark on the edition to the record."""
    with taking(table.REMARK, edition, by, remark):
        pass


def start_next(edition: Edition, by: User, kind: str = Edition.Kind.MINOR, change_note: str = "") -> Edition:
    """A draft of the next edition with everything in this one; by default for a minor change."""
    with taking(table.START_NEXT, edition, by):
        return copy_of(edition, by, kind=kind, change_note=change_note, replaced_by=None)


def copy_as_new(edition: Edition, by: User) -> Edition:
    """A draft of a new release with what this edition says, dated today. Limited, if this one is, to the same people."""
    if not (edition.is_visible_to(by) and by.has_perm("releases.add_edition") and by.works_in(edition.language)):
        raise StepRefused([_("You do not have permission to take this step.")])
    if edition.removed:
        raise StepRefused([_("The text was removed.")])
    with one_at_a_time():
        return copy_of(
            edition,
            by,
            remark=_("Copied from release %(number)s.") % {"number": edition.release_id},
            release=Release.objects.create(),
            number=1,
            kind=Edition.Kind.ORIGINAL,
            date=timezone.localdate(),
            change_note="",
            replaced_by=None,
            translated_from=None,
            # What was erased is said of the release from which it was erased.
            erasure_note="",
        )


def copy_of(edition: Edition, by: User, *, remark: str = "", **values: Any) -> Edition:
    """A new draft with the text, terms, contacts and files of this edition; `values` are the columns that differ."""
    copied = {
        field.name: getattr(edition, field.name)
        for field in edition._meta.concrete_fields
        if field.name not in (*NOT_PUBLIC, "number")
    }
    kept = {
        "number": next_number(edition),
        "translated_from": edition.translated_from,
        "erasure_note": edition.erasure_note,
    }
    copy = Edition.objects.create(**copied | kept | values)
    copy_rows(edition, copy)
    record_save(copy, by, created=True, remark=remark)
    if edition.limited and not edition.is_public():
        limit_access(copy, by, [named.user for named in edition.named_people.select_related("user")])
    return copy


def next_number(edition: Edition) -> int:
    return edition.siblings().aggregate(last=models.Max("number"))["last"] + 1


def _record_text(edition: Edition, step: str, by: User | None, remark: str, *, keep_text: bool = True) -> RecordEntry:
    content = content_of(edition)
    digest = canonical.digest(content)
    created = step == CREATED
    entry = add_entry(
        edition,
        step,
        by,
        before="" if created else edition.state,
        remark=remark,
        digest="" if created else _last_digest(edition),
        after=digest,
    )
    if keep_text:
        _keep(edition, entry, content, digest)
    return entry


def _keep(edition: Edition, entry: RecordEntry, content: Content, digest: str) -> SavedText:
    return SavedText.objects.create(entry=entry, edition=edition, content=content, digest=digest, notes=edition.notes)


def _last_digest(edition: Edition) -> str:
    entries = edition.record.exclude(step__in=(KEPT_ASIDE, ERASED, *SAID_OF_A_PASSAGE, *CLEARING)).order_by("pk")
    return entries.values_list("digest_after", flat=True).last() or ""

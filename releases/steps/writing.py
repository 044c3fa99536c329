"""What is written in an edition: every save of a draft keeps its text, and a next edition begins with the words of this one."""

from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.utils.translation import gettext as _

from releases.models.carried import NOT_PUBLIC, copy_rows, put_back
from releases.models.clock import database_time
from releases.models.people import User
from releases.models.record import COMMENTED, CREATED, EDITED, KEPT_ASIDE, RESTORED, RecordEntry, SavedText
from releases.record import canonical
from releases.record.canonical import Content
from releases.states import Phase, State
from releases.steps import table
from releases.steps.taking import Stepping, StepRefused, one_at_a_time, verb

if TYPE_CHECKING:
    from releases.models.edition import Edition


class Writing(Stepping):
    class Meta:
        abstract = True

    @verb
    def record_save(self, by: User | None, *, created: bool, remark: str = "", keep_text: bool = True) -> RecordEntry:
        """Write to the record who wrote in a draft, and keep what it says now; a form calls it after saving.

        An import that places the text on record at once keeps no second copy of it: from then on it cannot change.
        """
        return self._record_text(CREATED if created else EDITED, by, remark, keep_text=keep_text)

    @verb
    def restore(self, saved: SavedText, by: User) -> RecordEntry:
        """Let the draft say what it said once. That is a save like any other, and can itself be undone."""
        with one_at_a_time():
            self._lock()
            if self.state != State.DRAFT or not self.permits(table.SUBMIT, by) or saved.edition_id != self.pk:
                raise StepRefused(
                    [_("Only a draft that you may write in can be restored, and only to a text of its own.")]
                )
            put_back(saved.content, cast("Edition", self))
            return self._record_text(
                RESTORED, by, _("The text of line %(position)s of the record.") % {"position": saved.entry.position}
            )

    @verb
    def keep_aside(self, by: User, content: Content, remark: str = "") -> SavedText:
        """Keep a text that could not be saved since somebody else was quicker; what the draft says stays as it is."""
        with one_at_a_time():
            self._lock()
            digest = canonical.digest(content)
            entry = self._append(KEPT_ASIDE, by, before=self.state, remark=remark, digest=self.digest(), after=digest)
            return self._keep(entry, content, digest)

    @verb
    def comment(self, name: str, remark: str) -> RecordEntry:
        """What somebody outside the newsroom says who was shown the text before it is public."""
        with one_at_a_time():
            self._lock()
            if self.state == State.DISCARDED or self.phase(database_time()) in (Phase.LIVE, Phase.SUPERSEDED):
                raise StepRefused([_("This text can no longer be commented on.")])
            return self._append(COMMENTED, None, before=self.state, remark=f"{name}: {remark}", digest=self.digest())

    @verb
    def remark(self, by: User, remark: str) -> None:
        """Say something about the edition, for the record."""
        with self._step(table.REMARK, by, remark):
            pass

    @verb
    def start_next(self, by: User, kind: str = "minor", change_note: str = "") -> "Edition":
        """Return a draft of the next edition with everything that this one says; unless told otherwise, for a minor change."""
        with self._step(table.START_NEXT, by):
            return self._copy(by, kind=kind, change_note=change_note, replaced_by=None)

    def _record_text(self, step: str, by: User | None, remark: str, *, keep_text: bool = True) -> RecordEntry:
        content = self.content()
        digest = canonical.digest(content)
        entry = RecordEntry.objects.append(
            edition=cast("Edition", self),
            step=step,
            by=by,
            state_before="" if step == CREATED else self.state,
            state_after=self.state,
            digest_before=self._last_digest() if step != CREATED else "",
            digest_after=digest,
            remark=remark,
        )
        if keep_text:
            self._keep(entry, content, digest)
        return entry

    def _keep(self, entry: RecordEntry, content: Content, digest: str) -> SavedText:
        return SavedText.objects.create(
            entry=entry, edition=cast("Edition", self), content=content, digest=digest, notes=self.notes
        )

    def _last_digest(self) -> str:
        entries = self.record.exclude(step=KEPT_ASIDE).order_by("pk")
        return entries.values_list("digest_after", flat=True).last() or ""

    def _next_number(self) -> int:
        return self.siblings().aggregate(last=models.Max("number"))["last"] + 1

    def _copy(self, by: User, **values: Any) -> "Edition":
        """A new edition in draft with the texts, terms and contacts of this one."""
        copied = {
            field.name: getattr(self, field.name)
            for field in self._meta.concrete_fields
            if field.name not in (*NOT_PUBLIC, "number")
        }
        kept = {"number": self._next_number(), "translated_from": self.translated_from}
        copy = self._editions().create(**copied | kept | values)
        copy_rows(cast("Edition", self), copy)
        copy.record_save(by, created=True)
        if self.limited and not self._is_public():
            copy.limit_access(by, [named.user for named in self.named_people.select_related("user")])
        return copy

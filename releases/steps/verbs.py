"""The verbs of the newsroom. Nobody else assigns `state`, `live_from`, `live_until` or `seal`.

Each verb locks the release, reads the edition afresh, asks `releases.steps.table` for reasons against it, writes what it says
and adds a line to the record, all in one transaction: see `releases.steps.taking`.
"""

import datetime
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from releases.models.clock import database_time
from releases.models.people import User
from releases.models.release import Release
from releases.states import State
from releases.steps import table, timeline
from releases.steps.limits import Limiting
from releases.steps.table import Step
from releases.steps.taking import StepRefused, verb
from releases.steps.writing import Writing

if TYPE_CHECKING:
    from releases.models.edition import Edition

__all__ = ["StepRefused", "Steps"]


class Steps(Writing, Limiting):
    """The verbs of `Edition`, which alone inherits from this; they stand in a file of their own to be read as a whole."""

    class Meta:
        abstract = True

    # From draft to approval

    @verb
    def submit(self, by: User, remark: str = "") -> None:
        with self._step(table.SUBMIT, by, remark):
            self._write(state=State.SUBMITTED)

    @verb
    def recall(self, by: User, remark: str = "") -> None:
        with self._step(table.RECALL, by, remark):
            self._write(state=State.DRAFT)

    @verb
    def send_back(self, by: User, remark: str) -> None:
        with self._step(table.SEND_BACK, by, remark):
            self._write(state=State.DRAFT, seal="")

    @verb
    def approve(self, by: User, remark: str = "", seen: str = "") -> None:
        """Seal the text. `seen` is the digest of what the approver was shown, which may have been recalled and rewritten since."""
        with self._step(table.APPROVE, by, remark) as digest:
            if seen and seen != digest:
                raise StepRefused([_("The text has changed since you opened it; read it again.")])
            self._write(state=State.APPROVED, seal=digest)

    @verb
    def discard(self, by: User, remark: str = "") -> None:
        with self._step(table.DISCARD, by, remark):
            self._write(state=State.DISCARDED)

    # To the public

    @verb
    def release_now(self, by: User, remark: str = "") -> None:
        """Public from this instant; the edition before it ends at the same one."""
        with self._step(table.RELEASE_NOW, by, remark):
            timeline.enter([self._edition])

    @verb
    def schedule(self, by: User, at: datetime.datetime, remark: str = "") -> None:
        """Public from an instant to come; the edition before it will end at the same one, and no job is needed."""
        with self._step(table.SCHEDULE, by, remark, at):
            timeline.enter([self._edition], at)

    @verb
    def reschedule(self, by: User, at: datetime.datetime, remark: str = "") -> None:
        with self._step(table.RESCHEDULE, by, remark, at):
            timeline.move(self._edition, at)

    @verb
    def unschedule(self, by: User, remark: str = "") -> None:
        """Keep a scheduled edition back, approved as it is; the one before it lasts as long as this one would have."""
        with self._step(table.UNSCHEDULE, by, remark):
            timeline.leave(self._edition, State.APPROVED)

    @verb
    def release_urgently(self, by: User, remark: str) -> None:
        """Public from this instant without approval; flagged to everyone until a second person confirms it."""
        with self._step(table.RELEASE_URGENTLY, by, remark) as digest:
            timeline.enter([self._edition], seal=digest)

    @verb
    def confirm_urgent(self, by: User, remark: str = "") -> None:
        """Say as a second person that what went out urgently was right; what was not is corrected or withdrawn."""
        with self._step(table.CONFIRM_URGENT, by, remark):
            pass

    # Away from the public, and back

    @verb
    def withdraw(self, by: User, explanation: str) -> "Edition":
        """Put the text under a public explanation, at once. What was scheduled for this text is discarded."""
        with self._step(table.WITHDRAW, by, explanation):
            self._discard_scheduled(by)
            notice = self._copy(by, kind="withdrawn", change_note=explanation, replaced_by=None)
            return notice._stand_in(table.WITHDRAW, by, explanation)

    @verb
    def remove(self, by: User, explanation: str, replaced_by: Release | None = None) -> "Edition":
        """Take the text away, at once; an explanation without the text stands in its place."""
        with self._step(table.REMOVE, by, explanation):
            self._discard_scheduled(by)
            stone = self._editions().create(
                release_id=self.release_id,
                language=self.language,
                number=self._next_number(),
                kind="removed",
                headline=self.headline,
                type=self.type,
                date=self.date,
                change_note=explanation,
                replaced_by=replaced_by,
            )
            stone.record_save(by, created=True)
            return stone._stand_in(table.REMOVE, by, explanation)

    @verb
    def reinstate(self, by: User, explanation: str) -> "Edition":
        """Bring the text back as it was before it was withdrawn or removed, word for word, with a note that says why."""
        with self._step(table.REINSTATE, by, explanation):
            text = self.siblings().live_or_past().exclude(kind="removed").order_by("number").last()
            if text is None:
                raise StepRefused([_("There is no earlier text to bring back.")])
            again = text._copy(by, kind="update", change_note=explanation, replaced_by=None)
            return again._stand_in(table.REINSTATE, by, explanation)

    # Imports

    @verb
    def place_on_record(
        self,
        live_from: datetime.datetime | None,
        live_until: datetime.datetime | None = None,
        *,
        by: User | None = None,
        remark: str = "",
    ) -> None:
        """Release a legacy text with the dates that it had, or take over from the edition before it now; for imports.

        A time to come stays an embargo.
        """
        with self._step(table.PLACE_ON_RECORD, by, remark) as digest:
            if live_from is None:
                timeline.enter([self._edition], seal=digest)
            else:
                self._write(state=State.RELEASED, live_from=live_from, live_until=live_until, seal=digest)

    @verb
    def abandon_import(self, *, by: User | None = None, remark: str = "") -> None:
        """Discard a draft that an import left and nobody has touched, since its record has changed at its origin."""
        with self._step(table.ABANDON_IMPORT, by, remark):
            self._write(state=State.DISCARDED)

    @property
    def _edition(self) -> "Edition":
        return cast("Edition", self)

    def _stand_in(self, step: Step, by: User, explanation: str) -> "Edition":
        """Take the place of the edition that is live, with no second person asked: taking a text away must not wait."""
        digest = self.digest()
        timeline.enter([self._edition], seal=digest)
        self._append(step.name, by, before=State.DRAFT, remark=explanation, digest=digest)
        return self._edition

    def _discard_scheduled(self, by: User) -> None:
        now = database_time()
        for edition in self.siblings().released().filter(live_from__gt=now).order_by("-live_from"):
            timeline.leave(edition, State.DISCARDED)
            edition._append(
                table.DISCARD.name,
                by,
                before=State.RELEASED,
                remark=_("The release was withdrawn before this edition was due."),
                digest=edition.seal,
            )

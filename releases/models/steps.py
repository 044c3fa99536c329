"""The verbs of the newsroom. Nobody else assigns `state`, `live_from` or `live_until`.

Each verb locks the release, reads the edition afresh, asks `releases.workflow` for reasons against it, writes what it says
and adds a line to the record, all in one transaction.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from releases import workflow
from releases.models.clock import Now, database_time
from releases.models.contact import Contact
from releases.models.files import EditionFile
from releases.models.links import EditionCountry, EditionFieldOfWork, EditionMeeting, EditionSource
from releases.models.people import User
from releases.models.record import RecordEntry
from releases.models.release import Release
from releases.search import index
from releases.workflow import Facts, State, Step

if TYPE_CHECKING:
    from releases.models.edition import Edition, EditionQuerySet

V = TypeVar("V", bound=Callable[..., Any])

# Steps that a save writes to the record; they are no part of the table, since they change no state.
CREATED, EDITED = "create", "edit"


class StepRefused(Exception):
    """The step was not taken; `reasons` are sentences for the editor."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def verb(method: V) -> V:
    """Mark a method that writes, so that no template can call it."""
    method.alters_data = True  # type: ignore[attr-defined]  # Django reads the mark from the function
    return method


# What an edition carries in tables of its own, and the column that names the edition.
CARRIED: tuple[tuple[type[models.Model], str], ...] = (
    (EditionSource, "content_object"),
    (EditionFieldOfWork, "content_object"),
    (EditionCountry, "content_object"),
    (EditionMeeting, "content_object"),
    (Contact, "edition"),
    (EditionFile, "edition"),
)


class Steps(models.Model):
    """The verbs of `Edition`, which alone inherits from this; they stand in a file of their own to be read as a whole."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The fields and questions of `Edition`."""

    # Questions

    def blockers(
        self, step: Step, by: User | None, *, remark: str = "", at: datetime.datetime | None = None
    ) -> list[str]:
        """Why this person may not take the step now, as sentences; empty when they may. Five queries at the most."""
        now = database_time()
        facts = Facts(
            state=State(self.state),
            phase=self.phase(now),
            permitted=step in workflow.TAKEN_BY_IMPORTS or (by is not None and by.has_perm(step.permission)),
            wrote_in_it=step.needs_second_person and self.was_written_by(by),
            other_draft=step.needs_no_other_draft and self.siblings().in_progress().exclude(pk=self.pk).exists(),
            overtaken=step.needs_to_be_the_latest
            and self.siblings().live_or_past().filter(number__gt=self.number).exists(),
            missing=self.missing_parts() if step.needs_complete_text else (),
            remark=remark,
            at_has_passed=at is not None and at < now,
            at_is_given=at is not None,
        )
        return workflow.blockers(step, facts)

    def _editions(self) -> "EditionQuerySet":
        return cast("EditionQuerySet", type(self)._default_manager.all())

    def siblings(self) -> "EditionQuerySet":
        """All editions of this release in this language, this one among them."""
        return self._editions().filter(release_id=self.release_id, language=self.language)

    def was_written_by(self, user: User | None) -> bool:
        return self.record.filter(by=user, step__in=(CREATED, EDITED)).exists()

    # Verbs

    @verb
    def record_save(self, by: User | None, *, created: bool, remark: str = "") -> None:
        """Write to the record who wrote in a draft; a form calls it after saving."""
        step = CREATED if created else EDITED
        before = "" if created else self.state
        RecordEntry.objects.create(
            edition_id=self.pk, step=step, by=by, state_before=before, state_after=self.state, remark=remark
        )

    @verb
    def submit(self, by: User, remark: str = "") -> None:
        with self._step(workflow.SUBMIT, by, remark):
            self._write(state=State.SUBMITTED)

    @verb
    def recall(self, by: User, remark: str = "") -> None:
        with self._step(workflow.RECALL, by, remark):
            self._write(state=State.DRAFT)

    @verb
    def send_back(self, by: User, remark: str) -> None:
        with self._step(workflow.SEND_BACK, by, remark):
            self._write(state=State.DRAFT)

    @verb
    def approve(self, by: User, remark: str = "") -> None:
        with self._step(workflow.APPROVE, by, remark):
            self._write(state=State.APPROVED)

    @verb
    def discard(self, by: User, remark: str = "") -> None:
        with self._step(workflow.DISCARD, by, remark):
            self._write(state=State.DISCARDED)

    @verb
    def release_now(self, by: User, remark: str = "") -> None:
        """Public from this instant; the edition before it ends at the same one."""
        with self._step(workflow.RELEASE_NOW, by, remark):
            self._enter_timeline()

    @verb
    def schedule(self, by: User, at: datetime.datetime, remark: str = "") -> None:
        """Public from an instant to come; the edition before it will end at the same one, and no job is needed."""
        with self._step(workflow.SCHEDULE, by, remark, at):
            self._enter_timeline(at)

    @verb
    def reschedule(self, by: User, at: datetime.datetime, remark: str = "") -> None:
        with self._step(workflow.RESCHEDULE, by, remark, at):
            self._leave_timeline(State.APPROVED)
            self._enter_timeline(at)

    @verb
    def unschedule(self, by: User, remark: str = "") -> None:
        """Take a scheduled edition back to draft; the one before it lasts as long as this one would have."""
        with self._step(workflow.UNSCHEDULE, by, remark):
            self._leave_timeline(State.DRAFT)

    @verb
    def start_next(self, by: User, kind: str = "update", change_note: str = "") -> "Edition":
        """Return a draft of the next edition with everything that this one says."""
        with self._step(workflow.START_NEXT, by):
            return self._copy(by, kind=kind, change_note=change_note)

    @verb
    def withdraw(self, by: User, explanation: str) -> "Edition":
        """Put the text under a public explanation, at once. What was scheduled for this text is discarded."""
        with self._step(workflow.WITHDRAW, by, explanation):
            self._discard_scheduled(by)
            notice = self._copy(by, kind="withdrawn", change_note=explanation)
            notice._enter_timeline()
            return notice

    @verb
    def remove(self, by: User, explanation: str, replaced_by: Release | None = None) -> "Edition":
        """Take the text away, at once; an explanation without the text stands in its place."""
        with self._step(workflow.REMOVE, by, explanation):
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
            stone._enter_timeline()
            return stone

    @verb
    def place_on_record(
        self, live_from: datetime.datetime | None, live_until: datetime.datetime | None = None, *, remark: str = ""
    ) -> None:
        """Release a legacy text with the dates that it had, or take over from the edition before it now; for imports.

        A time to come stays an embargo.
        """
        with self._step(workflow.PLACE_ON_RECORD, None, remark):
            if live_from is None:
                self._enter_timeline()
            else:
                self._write(state=State.RELEASED, live_from=live_from, live_until=live_until)

    @verb
    def abandon_import(self, remark: str = "") -> None:
        """Discard a draft that an import left and nobody has touched, since its record has changed at its origin."""
        with self._step(workflow.ABANDON_IMPORT, None, remark):
            self._write(state=State.DISCARDED)

    # How a verb is carried out

    @contextmanager
    def _step(
        self, step: Step, by: User | None, remark: str = "", at: datetime.datetime | None = None
    ) -> Iterator[None]:
        try:
            with transaction.atomic():
                # SQLite has no row locks and needs none: its transactions write one at a time.
                Release.objects.select_for_update().get(pk=self.release_id)
                self.refresh_from_db()
                if reasons := self.blockers(step, by, remark=remark, at=at):
                    raise StepRefused(reasons)
                before = self.state
                yield
                RecordEntry.objects.create(
                    edition_id=self.pk,
                    step=step.name,
                    by=by,
                    state_before=before,
                    state_after=self.state,
                    remark=remark,
                )
        except IntegrityError as refusal:
            # The constraints and triggers have the last word, for instance when a scheduled edition went live between
            # the question and the writing.
            raise StepRefused([_("The release changed at the same moment; look at it again.")]) from refusal

    def _write(self, **values: Any) -> None:
        self._editions().filter(pk=self.pk).update(**values)
        self.refresh_from_db(fields=list(values))
        if values.get("state") == State.RELEASED:
            index.enter(cast("Edition", self))  # as it is released, whatever wrote it while it was a draft

    def _enter_timeline(self, at: datetime.datetime | None = None) -> None:
        """Take a place on the timeline: end the edition that is live at that instant, last until the next one begins.

        The end of the edition before is written first and its value read back, so that both bounds are one instant by
        the database's clock; the trigger that guards the record would refuse an end that is past when it is written.
        """
        start: Any = at or Now()
        timeline = self.siblings().released()
        before = (
            timeline.filter(live_from__lt=start)
            .filter(Q(live_until__isnull=True) | Q(live_until__gt=start))
            .order_by("live_from")
            .last()
        )
        after = timeline.filter(live_from__gt=start).order_by("live_from").first()
        if before is not None:
            before._write(live_until=start)
            start = before.live_until
        self._write(state=State.RELEASED, live_from=start, live_until=after.live_from if after else None)

    def _leave_timeline(self, state: State) -> None:
        """Give the place on the timeline to the edition before; only a scheduled edition can."""
        start, end = self.live_from, self.live_until
        self._write(state=state, live_from=None, live_until=None)
        self.siblings().released().filter(live_until=start).update(live_until=end)

    def _discard_scheduled(self, by: User) -> None:
        now = database_time()
        for edition in self.siblings().released().filter(live_from__gt=now).order_by("-live_from"):
            edition._leave_timeline(State.DISCARDED)
            RecordEntry.objects.create(
                edition=edition,
                step=workflow.DISCARD.name,
                by=by,
                state_before=State.RELEASED,
                state_after=State.DISCARDED,
                remark=_("The release was withdrawn before this edition was due."),
            )

    def _next_number(self) -> int:
        return self.siblings().aggregate(last=models.Max("number"))["last"] + 1

    def _copy(self, by: User, **values: Any) -> "Edition":
        """A new edition in draft with the texts, terms, contacts and files of this one."""
        copied = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.name not in ("id", "number", "state", "live_from", "live_until", "notes")
        }
        copy = self._editions().create(**copied | {"number": self._next_number()} | values)
        for model, owner in CARRIED:
            rows = list(model._default_manager.filter(**{owner: self.pk}))
            for row in rows:
                row.pk = None
                setattr(row, owner, copy)
            model._default_manager.bulk_create(rows)
        copy.record_save(by, created=True)
        return copy

"""How a step is asked for and carried out: the questions before it, the locks around it, and the line in the record after it."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from releases.mail import delivery
from releases.models.access import Access
from releases.models.carried import contents_of
from releases.models.clock import database_time
from releases.models.people import User
from releases.models.record import RecordEntry
from releases.models.release import Release
from releases.record import canonical
from releases.record.canonical import Content
from releases.review.checks import Finding, Severity
from releases.review.findings import findings_in
from releases.search import index
from releases.states import Phase, State
from releases.steps import table
from releases.steps.table import Facts, Step

if TYPE_CHECKING:
    from releases.models.edition import Edition, EditionQuerySet

V = TypeVar("V", bound=Callable[..., Any])

# What PostgreSQL says when two transactions wait for each other; it ends one of them.
DEADLOCK = "40P01"


class StepRefused(Exception):
    """The step was not taken; `reasons` are sentences for the editor."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def verb(method: V) -> V:
    """Mark a method that writes, so that no template can call it."""
    method.alters_data = True  # type: ignore[attr-defined]  # Django reads the mark from the function
    return method


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """One transaction. Whoever comes second reads a sentence.

    The constraints and triggers have the last word, for instance when a scheduled edition went live between the question and
    the writing.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        raise StepRefused([_("The release changed at the same moment; look at it again.")]) from refusal
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != DEADLOCK:
            raise
        raise StepRefused([_("The release changed at the same moment; look at it again.")]) from error


class Situation:
    """What the rules ask about one edition and one person. Each fact is asked of the database once, and only if a step needs it."""

    def __init__(self, edition: "Edition", by: User | None) -> None:
        self.edition, self.by = edition, by

    def blockers(self, step: Step, *, remark: str = "", at: datetime.datetime | None = None) -> list[str]:
        """Why this person may not take the step now, as sentences; empty when they may."""
        edition = self.edition
        facts = Facts(
            state=State(edition.state),
            phase=self.phase,
            permitted=edition.permits(step, self.by),
            had_a_hand_in_it=step.needs_second_person and self._had_a_hand_in_it,
            other_draft=step.needs_no_other_draft and self._other_draft,
            overtaken=step.needs_to_be_the_latest and self._overtaken,
            seal_matches=not step.needs_matching_seal or edition.seal == self.digest,
            awaits_confirmation=step.needs_confirmation and edition.awaits_confirmation(),
            withdrawn=edition.withdrawn,
            removed=edition.removed,
            limited=edition.limited,
            missing=edition.missing_parts() if step.needs_complete_text else (),
            objections=self._objections if step.needs_checked_text else (),
            remark=remark,
            at_has_passed=at is not None and at < self.now,
            at_is_given=at is not None,
        )
        return table.blockers(step, facts)

    @cached_property
    def now(self) -> datetime.datetime:
        return database_time()

    @cached_property
    def phase(self) -> Phase:
        return self.edition.phase(self.now)

    @cached_property
    def digest(self) -> str:
        return self.edition.digest()

    @cached_property
    def _had_a_hand_in_it(self) -> bool:
        return self.edition.had_a_hand_in_it(self.by)

    @cached_property
    def _objections(self) -> tuple[str, ...]:
        return tuple(found.sentence for found in self.edition.findings() if found.severity is Severity.BLOCK)

    @cached_property
    def _other_draft(self) -> bool:
        return self.edition.siblings().in_progress().exclude(pk=self.edition.pk).exists()

    @cached_property
    def _overtaken(self) -> bool:
        return self.edition.siblings().live_or_past().filter(number__gt=self.edition.number).exists()


class Stepping(Access):
    """The questions of an edition about its steps, and how a step is carried out."""

    class Meta:
        abstract = True

    # Questions

    def situation(self, by: User | None) -> Situation:
        """For whoever asks about several steps at once."""
        return Situation(cast("Edition", self), by)

    def blockers(
        self, step: Step, by: User | None, *, remark: str = "", at: datetime.datetime | None = None
    ) -> list[str]:
        """Why this person may not take the step now, as sentences; empty when they may."""
        return self.situation(by).blockers(step, remark=remark, at=at)

    def siblings(self) -> "EditionQuerySet":
        """All editions of this release in this language, this one among them."""
        return self._editions().filter(release_id=self.release_id, language=self.language)

    def content(self) -> Content:
        """Everything that readers see or will see of this edition."""
        return contents_of([cast("Edition", self)])[self.pk]

    def digest(self) -> str:
        """SHA-256 of that; what approval seals."""
        return canonical.digest(self.content())

    def findings(self) -> list[Finding]:
        """What an editor should look at before it goes out; what blocks among it is a reason against submitting it."""
        return findings_in(cast("Edition", self))

    def was_written_by(self, user: User | None) -> bool:
        return self.record.writing().filter(by=user).exists()

    def had_a_hand_in_it(self, user: User | None) -> bool:
        """Whether this person wrote in it or released it urgently, and so is not the second one who looks at it."""
        urgently = self.record.filter(by=user, step=table.RELEASE_URGENTLY.name)
        return self.was_written_by(user) or urgently.exists()

    def awaits_confirmation(self) -> bool:
        """Whether it was released without approval and no second person has looked at it since."""
        return self._editions().filter(pk=self.pk).awaiting_confirmation().exists()

    def _editions(self) -> "EditionQuerySet":
        return cast("EditionQuerySet", type(self)._default_manager.all())

    # How a step is carried out

    @contextmanager
    def _step(
        self, step: Step, by: User | None, remark: str = "", at: datetime.datetime | None = None
    ) -> Iterator[str]:
        """Lock, read afresh, ask, let the verb write, and add to the record. Gives the digest of the text, for a verb that seals it."""
        with one_at_a_time():
            self._lock()
            situation = self.situation(by)
            if reasons := situation.blockers(step, remark=remark, at=at):
                raise StepRefused(reasons)
            before = self.state
            yield situation.digest
            self._append(step.name, by, before=before, remark=remark, digest=situation.digest)

    def _lock(self) -> None:
        """Hold the release, so that steps follow each other, and the row of the edition, so that nobody writes between the
        question and the answer: not with `update()`, and not with a term or a contact, whose triggers wait for that row.

        SQLite has no row locks and needs none: its transactions write one at a time.
        """
        Release.objects.select_for_update().get(pk=self.release_id)
        self.refresh_from_db(from_queryset=self._editions().select_for_update())

    def _append(
        self, step: str, by: User | None, *, before: str, remark: str, digest: str, after: str = ""
    ) -> RecordEntry:
        """A line about a step, which leaves the text as it was, and the mail that goes with it."""
        entry = RecordEntry.objects.append(
            edition=cast("Edition", self),
            step=step,
            by=by,
            state_before=before,
            state_after=self.state,
            digest_before=digest,
            digest_after=after or digest,
            remark=remark,
        )
        delivery.announce(entry)
        return entry

    def _write(self, **values: Any) -> None:
        self._editions().filter(pk=self.pk).update(**values)
        self.refresh_from_db(fields=list(values))
        if values.get("state") == State.RELEASED:
            index.enter(cast("Edition", self))  # as it is released, whatever wrote it while it was a draft

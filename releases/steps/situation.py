"""Answers the questions of conditions from the database, each at most once and only if a step asks."""

import datetime
from functools import cached_property

from releases.models import Edition, User
from releases.models.clock import database_time
from releases.record.contents import digest_of
from releases.review.checks import Severity
from releases.review.clearance import in_the_way, requests_about
from releases.review.conversations import open_passages
from releases.review.findings import findings_in
from releases.states import Phase, State
from releases.steps import table
from releases.steps.permissions import permits
from releases.steps.table import Step


class Situation:
    """The facts of `releases.steps.conditions` about an edition, a person, and their request."""

    def __init__(
        self, edition: Edition, by: User | None, *, remark: str = "", at: datetime.datetime | None = None
    ) -> None:
        self.edition, self.by, self.remark, self.at = edition, by, remark, at

    @classmethod
    def before_the_form(cls, edition: Edition, by: User | None) -> "Situation":
        """As if the step's form were already filled in, with an explanation and a future time."""
        return cls(edition, by, remark="…", at=datetime.datetime.max.replace(tzinfo=datetime.UTC))

    def blockers(self, step: Step) -> list[str]:
        """Why this person may not take the step now, as sentences; empty if they may."""
        return table.blockers(step, self, permitted=permits(self.edition, step, self.by))

    def begins(self, step: Step) -> bool:
        """Whether the edition is where the step starts, whoever asks."""
        return step.begins_at(self.state, self.phase)

    @property
    def state(self) -> State:
        return State(self.edition.state)

    @cached_property
    def now(self) -> datetime.datetime:
        return database_time()

    @cached_property
    def phase(self) -> Phase:
        return self.edition.phase(self.now)

    @cached_property
    def digest(self) -> str:
        return digest_of(self.edition)

    @property
    def seal_matches(self) -> bool:
        return self.edition.seal == self.digest

    @property
    def missing_parts(self) -> tuple[str, ...]:
        return self.edition.missing_parts()

    @cached_property
    def objections(self) -> tuple[str, ...]:
        return tuple(found.sentence for found in findings_in(self.edition) if found.severity is Severity.BLOCK)

    @cached_property
    def open_comments(self) -> tuple[str, ...]:
        return open_passages(self.edition)

    @cached_property
    def lacking_clearance(self) -> tuple[str, ...]:
        return in_the_way(requests_about(self.edition), self.now)

    @cached_property
    def had_a_hand_in_it(self) -> bool:
        """Whether this person wrote in it or released it urgently, and so cannot be the second person."""
        urgently = self.edition.record.filter(by=self.by, step=table.RELEASE_URGENTLY.name)
        return self.edition.was_written_by(self.by) or urgently.exists()

    @cached_property
    def other_draft(self) -> bool:
        return self.edition.siblings().in_progress().exclude(pk=self.edition.pk).exists()

    @cached_property
    def overtaken(self) -> bool:
        return self.edition.siblings().live_or_past().filter(number__gt=self.edition.number).exists()

    @cached_property
    def awaits_confirmation(self) -> bool:
        return Edition.objects.filter(pk=self.edition.pk).awaiting_confirmation().exists()

    @property
    def withdrawn(self) -> bool:
        return self.edition.withdrawn

    @property
    def removed(self) -> bool:
        return self.edition.removed

    @property
    def limited(self) -> bool:
        return self.edition.limited

    @property
    def at_is_given(self) -> bool:
        return self.at is not None

    @property
    def at_has_passed(self) -> bool:
        return self.at is not None and self.at < self.now


def blockers(
    edition: Edition, step: Step, by: User | None, *, remark: str = "", at: datetime.datetime | None = None
) -> list[str]:
    """Why this person may not take the step now, as sentences; empty if they may."""
    return Situation(edition, by, remark=remark, at=at).blockers(step)

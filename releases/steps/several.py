"""Releases or schedules several editions for one instant: several releases, or all languages of one. All or none."""

import datetime
from collections.abc import Iterable

from django.utils.translation import ngettext

from releases.models import Edition, Release, User
from releases.steps import table, timeline
from releases.steps.entries import add_entry
from releases.steps.situation import blockers
from releases.steps.taking import lock, one_at_a_time


class TogetherRefused(Exception):
    """Nothing was released; `reasons` has the sentences for each edition that cannot be."""

    def __init__(self, reasons: dict[Edition, list[str]]) -> None:
        # By number, not by headline: editions the person may not see must not be named.
        told = (f"{edition.release_id} ({edition.language}): {' '.join(reasons[edition])}" for edition in reasons)
        super().__init__(" ".join(told))
        self.reasons = reasons


def blockers_together(
    editions: Iterable[Edition], by: User, at: datetime.datetime | None = None
) -> dict[Edition, list[str]]:
    """The reasons against each, by edition; empty if all of them can be released."""
    step = table.SCHEDULE if at else table.RELEASE_NOW
    found = {edition: blockers(edition, step, by, at=at) for edition in editions}
    return {edition: sentences for edition, sentences in found.items() if sentences}


def release_together(
    editions: Iterable[Edition], by: User, at: datetime.datetime | None = None, remark: str = ""
) -> datetime.datetime:
    """Make all of them public at one instant, now or at a future time, which is returned.

    Raises TogetherRefused, or StepRefused if another step came first; then nothing has happened.
    """
    chosen = sorted({edition.pk: edition for edition in editions}.values(), key=lambda edition: edition.pk)
    if not chosen:
        raise ValueError("No edition was chosen.")
    step = table.SCHEDULE if at else table.RELEASE_NOW
    with one_at_a_time():
        # In a fixed order, so that two people releasing the same editions wait for each other instead of deadlocking.
        releases = {edition.release_id for edition in chosen}
        list(Release.objects.select_for_update().filter(pk__in=releases).order_by("pk"))
        for edition in chosen:
            lock(edition)
        if reasons := blockers_together(chosen, by, at):
            raise TogetherRefused(reasons)
        before = {edition.pk: edition.state for edition in chosen}
        instant = timeline.enter(chosen, at)
        told = _others(len(chosen) - 1)
        for edition in chosen:
            add_entry(
                edition,
                step.name,
                by,
                before=before[edition.pk],
                remark=f"{told} {remark}".strip(),
                digest=edition.seal,
            )
        return instant


def _others(number: int) -> str:
    """The remark on each that mentions the others, in the language of the person who releases them."""
    if not number:
        return ""
    return ngettext("Together with %(number)s other.", "Together with %(number)s others.", number) % {"number": number}

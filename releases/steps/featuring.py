"""Choosing the release that leads the front page. It decides about a place, never about what is public: see `releases.site.featuring`."""

import datetime

from django.utils.translation import gettext as _

from releases.models import Edition, Featured, User
from releases.models.clock import database_time
from releases.models.featured import FEATURED, UNFEATURED
from releases.record import canonical
from releases.record.contents import digest_of
from releases.states import State
from releases.steps.entries import add_entry
from releases.steps.taking import StepRefused, lock, one_at_a_time

PERMISSION = "releases.feature_release"


def may_feature(edition: Edition, person: User) -> bool:
    return edition.allows(PERMISSION, person)


def feature(
    edition: Edition,
    by: User,
    begins_at: datetime.datetime | None = None,
    ends_at: datetime.datetime | None = None,
    remark: str = "",
) -> Featured:
    """From the hour on, or as soon as it is public, this release leads the front page instead of the newest or another one."""
    with one_at_a_time():
        lock(edition)
        now = database_time()
        _refuse_if(_against(edition, by) + _against_times(begins_at, ends_at, now))
        return _add(FEATURED, edition, by, remark, leads=True, begins_at=begins_at or now, ends_at=ends_at)


def stop_featuring(edition: Edition, by: User, remark: str = "") -> Featured:
    """From now on the newest release leads, whichever was chosen before, also for an hour that is still to come."""
    with one_at_a_time():
        lock(edition)
        _refuse_if([] if may_feature(edition, by) else [_("You do not have permission to take this step.")])
        return _add(UNFEATURED, edition, by, remark, leads=False, begins_at=database_time(), ends_at=None)


def _add(step: str, edition: Edition, by: User, remark: str, **columns: object) -> Featured:
    choice = Featured(release_id=edition.release_id, **columns)
    after = canonical.digest(choice.content())
    before = edition.state
    choice.entry = add_entry(edition, step, by, before=before, remark=remark, digest=digest_of(edition), after=after)
    choice.save(force_insert=True)
    return choice


def _against(edition: Edition, by: User) -> list[str]:
    if not may_feature(edition, by):
        return [_("You do not have permission to take this step.")]
    if edition.state == State.DISCARDED or edition.kind in Edition.UNLISTED:
        return [_("This text was discarded, withdrawn or removed.")]
    return []


def _against_times(
    begins_at: datetime.datetime | None, ends_at: datetime.datetime | None, now: datetime.datetime
) -> list[str]:
    found = []
    if begins_at and begins_at <= now:
        found.append(_("The beginning is in the past."))
    if ends_at and ends_at <= (begins_at or now):
        found.append(_("The end comes before the beginning."))
    return found


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise StepRefused(reasons)

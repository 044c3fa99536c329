"""How an edition takes and leaves its place on the timeline of its release. Called by the verbs alone."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from releases.models import Edition
from releases.models.clock import Now, database_time
from releases.states import State
from releases.steps.taking import write


def enter(editions: Sequence[Edition], at: datetime.datetime | None = None, **values: Any) -> datetime.datetime:
    """Let the editions take over at one instant, all of them at the same one; without `at` now, by the database's clock.

    The ends of the editions before are written first, in one statement, and what came out is read back and becomes the start
    of the new ones: so both bounds are one instant, and the trigger that guards the record, which would refuse an end that
    is past when it is written, has nothing to refuse. Each lasts until the next one of its release begins. Returns the instant.
    """
    start: Any = at or Now()
    before = {edition.pk: _covering(edition, start) for edition in editions}
    ending = [covered.pk for covered in before.values() if covered is not None]
    if ending:
        Edition.objects.filter(pk__in=ending).update(live_until=start)
        start = Edition.objects.values_list("live_until", flat=True).get(pk=ending[0])
    elif at is None:
        start = database_time()
    for edition in editions:
        after = edition.siblings().released().filter(live_from__gt=start).order_by("live_from").first()
        write(edition, state=State.RELEASED, live_from=start, live_until=after.live_from if after else None, **values)
    return start


def _covering(edition: Edition, start: Any) -> Edition | None:
    """The edition that is live at that instant and began before it."""
    running = edition.siblings().released().filter(live_from__lt=start)
    return running.filter(Q(live_until__isnull=True) | Q(live_until__gt=start)).order_by("live_from").last()


def leave(edition: Edition, state: State) -> None:
    """Give the place on the timeline to the edition before; only a scheduled edition can."""
    start, end = edition.live_from, edition.live_until
    write(edition, state=state, live_from=None, live_until=None)
    edition.siblings().released().filter(live_until=start).update(live_until=end)


def move(edition: Edition, at: datetime.datetime) -> None:
    """Let a scheduled edition begin at another instant to come.

    Where no other edition begins between the two instants, its start and the end of the one before move together, the shrinking
    one first, so that they never overlap. Only where it must change places with another does it leave and come again, and for that
    it must be in progress for a moment, of which there is one a language.
    """
    start: Any = edition.live_from
    others = edition.siblings().released().exclude(pk=edition.pk)
    if others.filter(live_from__range=sorted((start, at))).exists():
        leave(edition, State.APPROVED)
        enter([edition], at)
        return
    before = others.filter(live_until=start)
    if at < start:
        before.update(live_until=at)
        write(edition, state=State.RELEASED, live_from=at)
    else:
        write(edition, state=State.RELEASED, live_from=at)
        before.update(live_until=at)

"""How an edition enters and leaves the timeline of its release. Called by steps only."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from releases.models import Edition
from releases.models.clock import Now, database_time
from releases.states import State
from releases.steps.taking import write


def enter(editions: Sequence[Edition], at: datetime.datetime | None = None, **values: Any) -> datetime.datetime:
    """Let the editions begin at one instant, the same for all; without `at`, now by the database's clock. Returns the
    instant.

    The ends of their predecessors are written first, in one statement; the stored value is read back and becomes the
    start of the new ones. So both bounds are the same instant, and the trigger that refuses to set an end in the past
    has nothing to refuse. Each edition lasts until the next scheduled one of its release begins.
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
    """Return the interval to the previous edition; possible only for a scheduled edition."""
    start, end = edition.live_from, edition.live_until
    write(edition, state=state, live_from=None, live_until=None)
    edition.siblings().released().filter(live_until=start).update(live_until=end)


def move(edition: Edition, at: datetime.datetime) -> None:
    """Reschedule an edition to another future instant.

    If no other edition begins between the two instants, its start and its predecessor's end move together, the
    shrinking interval first, so that they never overlap. Only if it changes places with another edition does it leave
    and enter again, and for that it must briefly be in progress, which only one edition per language can be.
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

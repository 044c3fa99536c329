"""Tells journalists by letter when what was opened to them stands otherwise: another hour, taken back, ready again, off.

The worker compares once a second what stands with what was told last, which the log of the room knows. So nobody gets
a letter for every step on the way, and none is lost with a worker that dies.
"""

import time
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from releases.models import Journalist, Opening, RoomEntry
from releases.models.clock import Now
from releases.room import links
from releases.room.standing import standing

SETTLED = (
    20.0  # seconds for which a change must last: taking a text back, correcting and approving it are several steps
)
TOLD = (RoomEntry.Kind.OPENED, RoomEntry.Kind.TOLD)


class Watch:
    """Of one worker; a `Work` to be repeated."""

    def __init__(self, settled: float = SETTLED) -> None:
        self.settled = settled
        self._since: dict[tuple[int, str], float] = {}  # by opening and what stands

    def turn(self) -> None:
        now = time.monotonic()
        changed = {(made.pk, standing(made.edition)): made for made in changed_openings()}
        self._since = {key: self._since.get(key, now) for key in changed}
        due = [made for key, made in changed.items() if now - self._since[key] >= self.settled]
        by_journalist = defaultdict(list)
        for made in due:
            by_journalist[made.journalist_id].append(made.pk)
        for journalist, openings in by_journalist.items():
            tell(journalist, openings)


def changed_openings() -> list[Opening]:
    """Of people who are admitted and texts that are not public yet, those that stand otherwise than was told. One query."""
    before = RoomEntry.objects.filter(
        journalist=OuterRef("journalist"), edition=OuterRef("edition"), kind__in=TOLD
    ).order_by("-pk")
    found = (
        Opening.objects.standing()
        .filter(Q(edition__live_from=None) | Q(edition__live_from__gt=Now()), journalist__is_active=True)
        .select_related("edition")
        .annotate(told=Subquery(before.values("detail")[:1]))
    )
    return [made for made in found.order_by("pk") if made.told != standing(made.edition)]


def tell(journalist: int, openings: Iterable[int]) -> None:
    """One letter about all of them. A line of the log for each, with the journalist locked: two workers send one letter."""
    with transaction.atomic():
        person = Journalist.objects.accredited().select_for_update().filter(pk=journalist).first()
        wanted = set(openings)
        changed = [made for made in changed_openings() if person and made.pk in wanted]
        for made in changed:
            RoomEntry.note(RoomEntry.Kind.TOLD, journalist=person, edition=made.edition, detail=standing(made.edition))
        if changed:
            links.send_changed.enqueue([made.pk for made in changed])  # with the lines, or not at all

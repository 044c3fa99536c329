"""Opening editions to journalists, and shutting them out: of one text, of everything, or all of them of the room.

Each of these is in the log of the room; what concerns a text is in the chain of its release as well.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from releases.models import Edition, Journalist, Opening, RoomEntry, RoomTerms, User
from releases.models.clock import Now, database_time
from releases.models.record import CLOSED_TO_PRESS, OPENED_TO_PRESS
from releases.record.contents import digest_of
from releases.room import links, sessions
from releases.room.standing import standing
from releases.states import Phase, State
from releases.steps import StepRefused
from releases.steps.entries import add_entry
from releases.steps.taking import lock, one_at_a_time

PERMISSION = "releases.open_room"
Kind = RoomEntry.Kind


def is_ready(edition: Edition, at: datetime.datetime) -> bool:
    """Sealed and not public yet: approved, or scheduled for an hour to come."""
    phase = edition.phase(at)
    return edition.state == State.APPROVED or (edition.state == State.RELEASED and phase is Phase.SCHEDULED)


def against(edition: Edition, by: User) -> list[str]:
    """Why this person cannot open it now, as sentences."""
    reasons = []
    if not edition.allows(PERMISSION, by):
        reasons.append(_("You do not have permission to open this text to journalists."))
    if not is_ready(edition, database_time()):
        reasons.append(
            _("Only a text that is approved or scheduled, and not public yet, can be opened to journalists.")
        )
    if RoomTerms.current() is None:
        reasons.append(_("Publish the terms of the room first."))
    return reasons


def open_to(edition: Edition, journalists: Iterable[Journalist], by: User) -> list[Opening]:
    """One row for each person who has none yet. Raises StepRefused."""
    with one_at_a_time():
        lock(edition)
        if reasons := against(edition, by):
            raise StepRefused(reasons)
        already = set(Opening.objects.standing().filter(edition=edition).values_list("journalist", flat=True))
        new = [person for person in journalists if person.pk not in already and person.is_active]
        opened = [Opening.objects.create(edition=edition, journalist=person, opened_by=by) for person in new]
        if opened:
            _record(edition, OPENED_TO_PRESS, by, new)
        for person in new:
            RoomEntry.note(Kind.OPENED, journalist=person, edition=edition, by=by, detail=standing(edition))
    return opened


def withdraw(openings: Iterable[Opening], by: User) -> int:
    """At once: the next request of these people finds nothing."""
    keys = [opening.pk for opening in openings]
    with transaction.atomic():
        count = 0
        for edition in Edition.objects.filter(openings__in=keys).distinct().order_by("release_id", "pk"):
            lock(edition)
            standing = Opening.objects.standing().filter(pk__in=keys, edition=edition)
            people = [opening.journalist for opening in standing.select_related("journalist__outlet")]
            count += standing.update(withdrawn_at=Now(), withdrawn_by=by)
            for person in people:
                RoomEntry.note(Kind.WITHDRAWN, journalist=person, edition=edition, by=by)
            if people:
                _record(edition, CLOSED_TO_PRESS, by, people)
        return count


def _record(edition: Edition, step: str, by: User, people: list[Journalist]) -> None:
    names = "; ".join(str(person) for person in people)
    add_entry(edition, step, by, before=edition.state, remark=names, digest=digest_of(edition))


# People


def invite(journalist: Journalist, by: User) -> None:
    links.invite(journalist)
    RoomEntry.note(Kind.INVITED, journalist=journalist, by=by)


def close_account(journalist: Journalist, by: User) -> None:
    """Opening the account again revives neither a session nor what was opened before."""
    sessions.end_all(journalist)
    RoomEntry.note(Kind.CLOSED, journalist=journalist, by=by)
    withdraw(Opening.objects.of(journalist), by)


def reopen_account(journalist: Journalist, by: User) -> None:
    RoomEntry.note(Kind.REOPENED, journalist=journalist, by=by)


# Everybody


def close_room(by: User) -> None:
    """Nobody is in from the next request on. What was opened stays opened, for when the room is."""
    with transaction.atomic():
        RoomEntry.note(Kind.ROOM_CLOSED, by=by)
        sessions.end_all()


def open_room(by: User) -> None:
    RoomEntry.note(Kind.ROOM_OPENED, by=by)

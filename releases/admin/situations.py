"""The situation of an edition in the newsroom's words: its state, or its phase once released."""

import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from releases.models import Edition, EditionQuerySet
from releases.models.clock import Now
from releases.states import PHASE_LABELS, STATE_LABELS, Phase, State

# In workflow order. Few editions are in the first ones, most in the last two.
SITUATIONS = {
    State.DRAFT: STATE_LABELS[State.DRAFT],
    State.SUBMITTED: STATE_LABELS[State.SUBMITTED],
    State.APPROVED: STATE_LABELS[State.APPROVED],
    Phase.SCHEDULED: PHASE_LABELS[Phase.SCHEDULED],
    Phase.LIVE: PHASE_LABELS[Phase.LIVE],
    Edition.Kind.WITHDRAWN: _("withdrawn"),
    Edition.Kind.REMOVED: _("removed"),
    Phase.SUPERSEDED: PHASE_LABELS[Phase.SUPERSEDED],
    State.DISCARDED: STATE_LABELS[State.DISCARDED],
}


def situation(edition: Edition, at: datetime.datetime | None = None) -> str:
    phase = edition.phase(at or timezone.now())
    words = PHASE_LABELS.get(phase, State(edition.state).label)
    return f"{words}, {edition.get_kind_display()}" if edition.kind in Edition.UNLISTED else str(words)


def css_class(edition: Edition, at: datetime.datetime | None = None) -> str:
    """The class used by the style sheet."""
    phase = edition.phase(at or timezone.now())
    if phase is Phase.LIVE and edition.kind in Edition.UNLISTED:
        return edition.kind
    return phase.value if phase is not Phase.NONE else edition.state


def in_situation(editions: EditionQuerySet, name: str) -> EditionQuerySet:
    """Editions in that situation; none for an unknown name."""
    now = Now()
    current = Q(live_from__lte=now) & (Q(live_until__isnull=True) | Q(live_until__gt=now))
    released = editions.filter(state=State.RELEASED)
    match name:
        case Phase.SCHEDULED:
            return released.filter(live_from__gt=now)
        case Phase.LIVE:
            return released.filter(current).exclude(kind__in=Edition.UNLISTED)
        case Edition.Kind.WITHDRAWN | Edition.Kind.REMOVED:
            return released.filter(current, kind=name)
        case Phase.SUPERSEDED:
            return released.filter(live_until__lte=now)
        case State.DRAFT | State.SUBMITTED | State.APPROVED | State.DISCARDED:
            return editions.filter(state=name)
        case _:
            return editions.none()

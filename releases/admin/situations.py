"""Where an edition stands, in the words of the newsroom: its state, and once it is released where now lies."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from releases.models import Edition
from releases.models.clock import Now
from releases.workflow import PHASE_LABELS, Phase, State


def situation(edition: Edition, at: datetime.datetime | None = None) -> str:
    phase = edition.phase(at or timezone.now())
    words = PHASE_LABELS.get(phase, State(edition.state).label)
    return f"{words}, {edition.get_kind_display()}" if edition.kind in Edition.UNLISTED else str(words)


def css_class(edition: Edition, at: datetime.datetime | None = None) -> str:
    """What the style sheet calls it."""
    phase = edition.phase(at or timezone.now())
    if phase is Phase.LIVE and edition.kind in Edition.UNLISTED:
        return edition.kind
    return phase.value if phase is not Phase.NONE else edition.state


def in_zone(instant: datetime.datetime | None) -> str:
    """An instant as the organisation reads it, with the zone."""
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M} {settings.TIME_ZONE}" if instant else ""


class SituationFilter(admin.SimpleListFilter):
    """State, and for released editions where now lies."""

    title = _("state")
    parameter_name = "situation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = [(state.value, state.label) for state in State if state != State.RELEASED]
        return states + [(phase.value, label) for phase, label in PHASE_LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = Now()
        released = queryset.filter(state=State.RELEASED)
        match self.value():
            case Phase.SCHEDULED:
                return released.filter(live_from__gt=now)
            case Phase.LIVE:
                return queryset.filter(pk__in=Edition.objects.live().values("pk"))
            case Phase.SUPERSEDED:
                return released.filter(live_until__lte=now)
            case None:
                return queryset
            case state:
                return queryset.filter(state=state)

"""States of an edition, which are stored, and phases, which the clock decides. Imports no model."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RELEASED = "released"
    DISCARDED = "discarded"

    @property
    def label(self) -> Promise:
        return STATE_LABELS[self]


STATE_LABELS = {
    State.DRAFT: gettext_lazy("draft"),
    State.SUBMITTED: gettext_lazy("submitted"),
    State.APPROVED: gettext_lazy("approved"),
    State.RELEASED: gettext_lazy("released"),
    State.DISCARDED: gettext_lazy("discarded"),
}

# Neither released nor discarded; a release has at most one such edition per language.
IN_PROGRESS = (State.DRAFT, State.SUBMITTED, State.APPROVED)


class Phase(StrEnum):
    """Where the present lies relative to the interval of a released edition. Never stored."""

    NONE = "none"
    SCHEDULED = "scheduled"
    LIVE = "live"
    SUPERSEDED = "superseded"


PHASE_LABELS = {
    Phase.SCHEDULED: gettext_lazy("scheduled"),
    Phase.LIVE: gettext_lazy("live"),
    Phase.SUPERSEDED: gettext_lazy("superseded"),
}

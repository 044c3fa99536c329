"""How an opened text stands, in the words of the log of the room."""

from releases.language.instants import exact
from releases.models import Edition
from releases.states import State

AWAY, READY, OFF = "away", "ready", "off"


def standing(edition: Edition) -> str:
    """The hour, or what there is instead of one."""
    if edition.state == State.RELEASED:
        return exact(edition.live_from)
    return {State.APPROVED: READY, State.DISCARDED: OFF}.get(State(edition.state), AWAY)

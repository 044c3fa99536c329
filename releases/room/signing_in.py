"""Signing in to the room. Guesses are counted as at the door of the newsroom, and nothing tells which addresses are known."""

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from releases.accounts import guessing, known_browsers
from releases.accounts.known_browsers import Door
from releases.models import Journalist, RoomEntry
from releases.room import journal
from releases.site.personal import ROOM
from releases.site.senders import network_of

DOOR = Door("known_reader", ROOM, "releases.room.known_browser")
Kind = RoomEntry.Kind


def attempt(request: HttpRequest, email: str, password: str) -> Journalist | None:
    """Who this is; None for a wrong password, an unknown address, a closed account, and whoever has guessed too often."""
    owner = Journalist.objects.with_address(email).select_related("outlet").first()
    keys = keys_for(request, email, owner)
    if not guessing.attempt(*keys):
        return None
    if not is_right(owner, password):
        if owner:
            journal.note(request, Kind.WRONG_PASSWORD, owner)
        return None
    guessing.take_back(*keys)
    return owner


def is_right(owner: Journalist | None, password: str) -> bool:
    """The same work for every address, so that the time tells nothing."""
    if owner is None or not owner.has_usable_password():
        make_password(password)
        return False
    return owner.check_password(password) and owner.is_active


def keys_for(request: HttpRequest, email: str, owner: Journalist | None) -> tuple[str, ...]:
    """In a browser that the account knows, only the browser's own: strangers who guess lock nobody out."""
    known = known_browsers.known_as(request, owner, DOOR)
    if known and owner:
        return (f"room-browser:{known}:{owner.pk}",)
    return f"journalist:{email.lower()}", f"address:{network_of(request)}"

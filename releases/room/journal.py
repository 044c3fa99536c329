"""Adds lines to the log of the room, with where the request came from."""

from django.http import HttpRequest

from releases.accounts.browsers import browser_of
from releases.models import Journalist, RoomEntry
from releases.site.senders import address_of


def note(request: HttpRequest, kind: str, journalist: Journalist | None, **columns: object) -> RoomEntry:
    columns.setdefault("detail", browser_of(request))
    return RoomEntry.note(kind, journalist=journalist, address=address_of(request), **columns)

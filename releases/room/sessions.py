"""Sessions of the room: a row each, so that deleting the row shuts somebody out at once.

They have nothing in common with those of the newsroom; the cookie is sent to the room's addresses only.
"""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from releases.accounts.browsers import browser_of
from releases.models import Journalist, RoomSession
from releases.models.clock import database_time
from releases.site.personal import ROOM

COOKIE = "room"
MINUTE = datetime.timedelta(minutes=1)  # "last used" is not written more often


def begin(request: HttpRequest, response: HttpResponseBase, journalist: Journalist) -> None:
    """A new secret at each sign-in; only its digest is stored. Sessions too old to go on are cleared away."""
    old = database_time() - datetime.timedelta(hours=settings.SESSION_HOURS)
    RoomSession.objects.filter(journalist=journalist, began_at__lt=old).delete()
    secret = secrets.token_urlsafe(32)
    RoomSession.objects.create(journalist=journalist, digest=digest(secret), browser=browser_of(request))
    response.set_cookie(
        COOKIE,
        secret,
        max_age=settings.SESSION_HOURS * 60 * 60,
        path=ROOM,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def of(request: HttpRequest) -> RoomSession | None:
    """The session of this request, if it still counts: neither too old nor unused for too long, of somebody admitted."""
    secret = request.COOKIES.get(COOKIE, "")
    if not secret:
        return None
    now = database_time()
    session = (
        RoomSession.objects.filter(
            digest=digest(secret),
            journalist__is_active=True,
            began_at__gt=now - datetime.timedelta(hours=settings.SESSION_HOURS),
            seen_at__gt=now - datetime.timedelta(hours=settings.SESSION_IDLE_HOURS),
        )
        .select_related("journalist__outlet")
        .first()
    )
    if session and now - session.seen_at > MINUTE:
        RoomSession.objects.filter(pk=session.pk).update(seen_at=now)
    return session


def end(session: RoomSession, response: HttpResponseBase) -> None:
    session.delete()
    response.delete_cookie(COOKIE, path=ROOM, samesite="Lax")


def end_all(journalist: Journalist | None = None) -> None:
    """Of one person, or of everybody."""
    sessions = RoomSession.objects.all()
    (sessions.filter(journalist=journalist) if journalist else sessions).delete()


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

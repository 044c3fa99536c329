"""The sessions of a person: listed, limited in time, ended one by one or all at once."""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from releases.accounts.browsers import browser_of
from releases.models import OpenSession, User

OPEN = "open_session"
BEGAN_AT, SEEN_AT = "began_at", "seen_at"
MINUTE = 60  # seconds; "last used" is not written more often


def begin(request: HttpRequest, user: User) -> None:
    """Called when somebody has signed in, after the session got its new key."""
    if not request.session.session_key:
        request.session.save()
    opened = OpenSession.objects.create(user=user, key=request.session.session_key or "", browser=browser_of(request))
    now = time.time()
    request.session.update({OPEN: opened.pk, BEGAN_AT: now, SEEN_AT: now})
    OpenSession.objects.filter(user=user, seen_at__lt=timezone.now() - timedelta(hours=settings.SESSION_HOURS)).delete()


def has_expired(request: HttpRequest) -> bool:
    """Unused for too long, or too old."""
    now, session = time.time(), request.session
    idle = now - session.get(SEEN_AT, 0) > settings.SESSION_IDLE_HOURS * 60 * MINUTE
    old = now - session.get(BEGAN_AT, 0) > settings.SESSION_HOURS * 60 * MINUTE
    return idle or old


def touch(request: HttpRequest) -> None:
    """Note that the session is in use, and its key if it got a new one."""
    now = time.time()
    if now - request.session.get(SEEN_AT, 0) < MINUTE:
        return
    request.session[SEEN_AT] = now
    used = {"seen_at": timezone.now(), "key": request.session.session_key or ""}
    OpenSession.objects.filter(pk=request.session.get(OPEN, 0)).update(**used)


def end(session: OpenSession) -> None:
    store(session.key).delete()
    session.delete()


def end_all(user: User, *, but: HttpRequest | None = None) -> None:
    """Every session of the person; `but` is the request that may go on in its own."""
    kept = but.session.get(OPEN, 0) if but else 0
    OpenSession.objects.filter(user=user).exclude(pk=kept).delete()
    user.end_sessions()
    if but:
        update_session_auth_hash(but, user)
        OpenSession.objects.filter(pk=kept).update(key=but.session.session_key or "")


def forget(request: HttpRequest) -> None:
    """Somebody signs out."""
    OpenSession.objects.filter(pk=request.session.get(OPEN, 0)).delete()


def store(key: str) -> SessionBase:
    made: Any = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    opened: SessionBase = made(session_key=key)
    return opened

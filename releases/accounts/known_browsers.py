"""The browsers in which a person has signed in before: strangers who guess at the account do not slow these down."""

import secrets
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac


class Account(Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def password(self) -> str: ...


@dataclass(frozen=True)
class Door:
    """Where people sign in, and the cookie that only this place is told."""

    cookie: str
    path: str
    salt: str


NEWSROOM = Door("known_browser", "/admin/", "releases.accounts.known_browser")
YEAR = 365 * 24 * 60 * 60  # seconds
MOST = 8  # accounts of one browser


def known_as(request: HttpRequest, user: Account | None, door: Door = NEWSROOM) -> str:
    """The browser's own name for this account; empty if the account never signed in here, or changed its password since."""
    entry = remembered(request, door).get(str(user.pk)) if user else None
    if not user or not entry or not any(entry["for"] == mark for mark in marks(user, door)):
        return ""
    return str(entry["name"])


def remember(request: HttpRequest, response: HttpResponseBase, user: Account, door: Door = NEWSROOM) -> None:
    entries = {key: entry for key, entry in remembered(request, door).items() if key != str(user.pk)}
    kept = dict(list(entries.items())[-(MOST - 1) :])
    kept[str(user.pk)] = {
        "name": known_as(request, user, door) or secrets.token_urlsafe(12),
        "for": marks(user, door)[0],
    }
    response.set_cookie(
        door.cookie,
        signing.dumps(kept, salt=door.salt),
        max_age=YEAR,
        path=door.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def remembered(request: HttpRequest, door: Door) -> dict[str, Any]:
    try:
        return dict(signing.loads(request.COOKIES.get(door.cookie, ""), salt=door.salt, max_age=YEAR))
    except (signing.BadSignature, ValueError, TypeError):
        return {}


def marks(user: Account, door: Door) -> list[str]:
    """Of the present password, by the present secret key first: a new password makes every browser unknown."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(door.salt, user.password, secret=key, algorithm="sha256").hexdigest()[:32] for key in keys]

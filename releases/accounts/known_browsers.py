"""The browsers in which a person has signed in before: strangers who guess at the account do not slow these down."""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from releases.models import User

COOKIE = "known_browser"
SALT = "releases.accounts.known_browser"
YEAR = 365 * 24 * 60 * 60  # seconds
MOST = 8  # accounts of one browser


def known_as(request: HttpRequest, user: User | None) -> str:
    """The browser's own name for this account; empty if the account never signed in here, or changed its password since."""
    entry = remembered(request).get(str(user.pk)) if user else None
    if not user or not entry or not any(entry["for"] == mark for mark in marks(user)):
        return ""
    return str(entry["name"])


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    entries = {key: entry for key, entry in remembered(request).items() if key != str(user.pk)}
    kept = dict(list(entries.items())[-(MOST - 1) :])
    kept[str(user.pk)] = {"name": known_as(request, user) or secrets.token_urlsafe(12), "for": marks(user)[0]}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=YEAR,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def remembered(request: HttpRequest) -> dict[str, Any]:
    try:
        return dict(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR))
    except (signing.BadSignature, ValueError, TypeError):
        return {}


def marks(user: User) -> list[str]:
    """Of the present password, by the present secret key first: a new password makes every browser unknown."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(SALT, user.password, secret=key, algorithm="sha256").hexdigest()[:32] for key in keys]

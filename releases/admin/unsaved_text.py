"""Unsaved text is kept in the browser (`unsaved.js`); this module provides what its pages need for that."""

import base64
import json
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from releases.models import Edition, User

BRING_BACK = "_bring_back"
SAVED = "saved_forms"


def name_of_form(user: User, edition: Edition | None, request: HttpRequest) -> str:
    """The key under which the browser stores it. The form of a new text is identified by its release and language."""
    if edition is not None:
        return f"{user.pk}:edition:{edition.pk}"
    asked = ":".join(request.GET.get(name, "") for name in ("release", "language"))
    return f"{user.pk}:add:{asked}"


def key_of(user: User) -> str:
    """The key with which the browser encrypts it; only this user's pages contain it."""
    return base64.b64encode(salted_hmac("releases.unsaved", str(user.pk), algorithm="sha256").digest()).decode()


def keeping(user: User, edition: Edition | None, request: HttpRequest) -> dict[str, Any]:
    return {
        "keep_name": name_of_form(user, edition, request),
        "keep_key": key_of(user),
        "brought_back": BRING_BACK in request.POST,
    }


def remember_saved(user: User, edition: Edition | None, request: HttpRequest) -> None:
    """Let the next page tell the browser which stored texts are obsolete."""
    names = request.session.get(SAVED, [])
    request.session[SAVED] = [*names, name_of_form(user, edition, request)][-20:]


def saved_forms(request: HttpRequest) -> str:
    """As JSON for the page; empty if nothing was saved."""
    names = request.session.pop(SAVED, None) if hasattr(request, "session") and SAVED in request.session else None
    return json.dumps(names) if names else ""

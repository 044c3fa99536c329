"""Unsaved text is kept in the browser (`unsaved.js`); here is what the page must tell it, and how it comes back."""

import base64
import json
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from releases.models import Edition, User

BRING_BACK = "_bring_back"
SAVED = "saved_forms"


def name_of_form(user: User, edition: Edition | None, request: HttpRequest) -> str:
    """Under which the browser keeps it. A form for a new text is told by the release and the language that it is for."""
    if edition is not None:
        return f"{user.pk}:edition:{edition.pk}"
    asked = ":".join(request.GET.get(name, "") for name in ("release", "language"))
    return f"{user.pk}:add:{asked}"


def key_of(user: User) -> str:
    """With which the browser encrypts what it keeps: only pages of this user carry it."""
    return base64.b64encode(salted_hmac("releases.unsaved", str(user.pk), algorithm="sha256").digest()).decode()


def keeping(user: User, edition: Edition | None, request: HttpRequest) -> dict[str, Any]:
    return {
        "keep_name": name_of_form(user, edition, request),
        "keep_key": key_of(user),
        "brought_back": BRING_BACK in request.POST,
    }


def remember_saved(user: User, edition: Edition | None, request: HttpRequest) -> None:
    """The next page that this browser gets says which of its texts need not be kept any longer."""
    names = request.session.get(SAVED, [])
    request.session[SAVED] = [*names, name_of_form(user, edition, request)][-20:]


def saved_forms(request: HttpRequest) -> str:
    """As JSON for the page; empty where nothing was saved."""
    names = request.session.pop(SAVED, None) if hasattr(request, "session") and SAVED in request.session else None
    return json.dumps(names) if names else ""

"""Whether the person at the keyboard has proved recently who they are, as releasing and changing roles require."""

import time
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from releases.accounts import kept_answers

PROVED_AT = "proved_at"

# The permissions of the steps that change what the public reads.
STEPS = ("release_edition", "release_edition_urgently", "withdraw_edition")


def prove(request: HttpRequest, at: float | None = None) -> None:
    """They have given a password, a code or a key; without `at`, just now."""
    request.session[PROVED_AT] = time.time() if at is None else min(at, time.time())


def is_fresh(request: HttpRequest) -> bool:
    return 0 <= time.time() - request.session.get(PROVED_AT, 0) < settings.FRESH_FOR


def ask_again(request: HttpRequest, *, keeping: bool = False) -> HttpResponse:
    """To the page that asks for the key, the code or the password, and from there back to where they were; with `keeping`, to
    find in the form what they had typed.
    """
    if request.method == "POST" and keeping:
        kept_answers.keep(request)
    if request.method == "POST":
        messages.warning(request, _("Nothing has been done yet. Confirm that it is you, then try again."))
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied  # somebody who has nothing left to prove it with
    return redirect(f"{methods[0]['url']}?{urlencode({'next': request.get_full_path()})}")

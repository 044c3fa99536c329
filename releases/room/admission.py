"""Who may see a page of the room, and what every answer of the room says to caches, crawlers and other sites."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from releases.models import RoomEntry, RoomSession, RoomTerms
from releases.room import sessions

# Other sites learn no address; `no-referrer` would have browsers send forms with `Origin: null`, which Django refuses.
APART = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PRIVATE: dict[str, object] = {"noindex": True, "alternates": ()}
View = Callable[..., HttpResponseBase]


def page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200) -> Any:
    return render(request, f"room/{template}.html", {**PRIVATE, **(context or {})}, status=status)


def at_the_door(view: View) -> View:
    """For pages before signing in."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if RoomEntry.room_is_closed():
            return apart(page(request, "closed", status=403))
        return apart(view(request, *args, **kwargs))

    return answered


def signed_in(view: View) -> View:
    """The view gets the session. Whatever does not exist for this person answers in one way."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if RoomEntry.room_is_closed():
            return apart(page(request, "closed", status=403))
        session = sessions.of(request)
        if session is None:
            return apart(redirect(f"{reverse('room-sign-in')}?{urlencode({'next': request.path})}"))
        translation.activate(session.journalist.language)
        request.LANGUAGE_CODE = session.journalist.language
        try:
            return apart(view(request, session, *args, **kwargs))
        except Http404:
            return apart(page(request, "missing", {"session": session}, status=404))

    return answered


def terms_accepted(view: View) -> View:
    """Asks for the terms first, and again when there are new ones."""

    @wraps(view)
    def answered(request: HttpRequest, session: RoomSession, *args: Any, **kwargs: Any) -> HttpResponseBase:
        terms = RoomTerms.current()
        if terms is None or RoomEntry.acceptance(session.journalist, terms) is None:
            return redirect(f"{reverse('room-terms')}?{urlencode({'next': request.path})}")
        return view(request, session, *args, **kwargs)

    return signed_in(answered)


def apart(response: HttpResponseBase) -> HttpResponseBase:
    """For one person: kept nowhere, and not to be recognised by its content, which an `ETag` would be."""
    for name, value in APART.items():
        response.headers[name] = value
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    return response

"""The pages of the room. None of them needs a script."""

from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from releases.accounts import guessing, known_browsers
from releases.models import Journalist, Opening, RoomEntry, RoomSession, RoomTerms
from releases.models.clock import database_time
from releases.models.room import digest_of_terms
from releases.room import journal, links, sessions, signing_in
from releases.room.admission import at_the_door, page, signed_in, terms_accepted
from releases.room.forms import ForgottenForm, LanguageForm, SignInForm, TermsForm
from releases.room.showing import RoomReading, Shown, changed_since_last_reading, file_of, openings_of
from releases.site.personal import ROOM
from releases.site.requests import PublicRequest
from releases.site.senders import network_of
from releases.site.views.files import served

Kind = RoomEntry.Kind
# One sentence for every way in which a sign-in can fail, so that it tells nothing about the account.
REFUSED = _(
    "The address or the password is wrong, or there have been too many attempts. Try again later, or ask for a new password."
)
FORM = require_http_methods(["GET", "HEAD", "POST"])


# At the door


@FORM
@at_the_door
def sign_in(request: HttpRequest) -> HttpResponseBase:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        journalist = signing_in.attempt(request, form.cleaned_data["email"], form.cleaned_data["password"])
        if journalist:
            return let_in(request, journalist)
        form.add_error(None, REFUSED)
    return page(request, "sign_in", {"form": form, "next": next_page(request)})


def let_in(request: HttpRequest, journalist: Journalist) -> HttpResponseBase:
    response = redirect(next_page(request))
    sessions.begin(request, response, journalist)
    known_browsers.remember(request, response, journalist, signing_in.DOOR)
    journal.note(request, Kind.SIGNED_IN, journalist)
    return response


def next_page(request: HttpRequest) -> str:
    """Where they wanted to go, if that is in the room."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = wanted.startswith(ROOM) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside else reverse("room")


@FORM
@at_the_door
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """The answer is always the same, and so is its time: the worker finds out whether there is such an account."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if guessing.attempt(f"forgotten:{network_of(request)}", f"forgotten-reader:{email}"):
            links.send_to_address(email)
        return page(request, "forgotten", {"sent": True})
    return page(request, "forgotten", {"form": form})


@FORM
@at_the_door
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Set a password through an invitation or a letter, and go in. Sessions that began with the former password end."""
    journalist, works = links.journalist_of(token)
    if journalist is None or not works:
        if journalist is not None:
            journal.note(request, Kind.DEAD_LINK, journalist)
        return page(request, "dead_link", status=404)
    form = SetPasswordForm(journalist, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        sessions.end_all(journalist)
        journal.note(request, Kind.PASSWORD_SET, journalist)
        return let_in(request, journalist)
    return page(request, "link", {"form": form, "name": journalist.name})


# Inside


@require_POST
@signed_in
def sign_out(request: HttpRequest, session: RoomSession) -> HttpResponseBase:
    response = redirect("room-sign-in")
    sessions.end(session, response)
    return response


@FORM
@signed_in
def terms(request: HttpRequest, session: RoomSession) -> HttpResponseBase:
    """What is accepted is what was shown: its version and digest come back with the form."""
    current = RoomTerms.current()
    if current is None:
        return page(request, "terms", {"session": session})
    language, text = current.in_language(session.journalist.language)
    shown = {"version": current.pk, "digest": digest_of_terms(text)}
    form = TermsForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid() and shown.items() <= form.cleaned_data.items():
        if RoomEntry.acceptance(session.journalist, current) is None:
            journal.note(
                request, Kind.ACCEPTED, session.journalist, terms=current, digest=shown["digest"], detail=language
            )
        return redirect(next_page(request))
    context = {"session": session, "form": form, "text": text, "language": language, "next": next_page(request)}
    return page(request, "terms", context | {"accepted": RoomEntry.acceptance(session.journalist, current)})


@require_safe
@terms_accepted
def room(request: HttpRequest, session: RoomSession) -> HttpResponseBase:
    openings = Opening.objects.of(session.journalist).select_related("edition__release").defer("edition__body")
    return page(request, "room", {"session": session, "shown": openings_of(openings), "zone": settings.TIME_ZONE})


@FORM
@signed_in
def account(request: HttpRequest, session: RoomSession) -> HttpResponseBase:
    form = LanguageForm(request.POST or None, instance=session.journalist)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("room")
    return page(request, "account", {"session": session, "form": form})


@require_safe
@terms_accepted
def text(request: PublicRequest, session: RoomSession, key: str) -> HttpResponseBase:
    """The text while it is sealed and its hour has not come; afterwards the public page."""
    shown = opened(session, key)
    if shown.is_public:
        return redirect(shown.public_address)
    if not shown.is_open:
        return page(request, "text_away", {"session": session, "shown": shown})
    context = {
        "session": session,
        "reading": RoomReading(shown.opening, request.vocabularies),
        "edition": shown.edition,
        "changed": changed_since_last_reading(shown.opening),
        "others": in_other_languages(session, shown),
        "zone": settings.TIME_ZONE,
    }
    response = page(request, "text", context)
    if request.method == "GET":
        journal.note(request, Kind.READ, session.journalist, edition=shown.edition, digest=shown.edition.seal)
    return response


@require_safe
@terms_accepted
def file(request: HttpRequest, session: RoomSession, key: str, digest: str, name: str) -> HttpResponseBase:
    shown = opened(session, key)
    found = file_of(shown.edition, digest, name) if shown.is_open else None
    if found is None or found[0].erased:
        raise Http404
    carried, stored = found
    response = served(stored.digest, stored.media_type, name)
    if request.method == "GET" and stored == carried.itself:
        journal.note(request, Kind.FILE, session.journalist, edition=shown.edition, digest=carried.digest)
    return response


@signed_in
def nowhere(request: HttpRequest, session: RoomSession, rest: str) -> HttpResponseBase:
    """Every other address of the room, so that these too say nothing to strangers."""
    raise Http404


def opened(session: RoomSession, key: str) -> Shown:
    """One query, whether the key is another's, withdrawn, or invented."""
    found = (
        Opening.objects.of(session.journalist).filter(key=key).select_related("edition__release", "journalist__outlet")
    )
    opening = found.first()
    if opening is None:
        raise Http404
    return Shown(opening, database_time())


def in_other_languages(session: RoomSession, shown: Shown) -> list[Shown]:
    """The other texts of this release that are open to the same person."""
    others = Opening.objects.of(session.journalist).filter(edition__release=shown.edition.release_id)
    found = others.exclude(edition__language=shown.edition.language).select_related("edition__release")
    return [other for other in openings_of(found) if other.is_open]

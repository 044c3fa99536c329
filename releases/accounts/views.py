"""The pages of one's own account that allauth does not have."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.forms import EmailField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from releases.accounts import guessing, journal, links, sessions
from releases.models import AccountEvent
from releases.site.senders import network_of

DEAD = gettext_lazy("This link no longer works. Ask for another one.")


@never_cache
@login_required
def session_list(request: HttpRequest) -> HttpResponse:
    opened = request.user.open_sessions.all()  # type: ignore[union-attr]  # signed in
    context = {
        "sessions": [(each, each.pk == request.session.get(sessions.OPEN)) for each in opened],
        "events": request.user.account_events.all()[:20],  # type: ignore[union-attr]
    }
    return TemplateResponse(request, "account/sessions.html", context)


@require_POST
@login_required
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    sessions.end(get_object_or_404(request.user.open_sessions, pk=session))  # type: ignore[union-attr]
    journal.note(request, request.user, AccountEvent.Kind.SESSIONS_ENDED, by=request.user)  # type: ignore[arg-type]
    return redirect("account-sessions")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    sessions.end_all(request.user, but=request)  # type: ignore[arg-type]
    journal.note(request, request.user, AccountEvent.Kind.SESSIONS_ENDED, by=request.user)  # type: ignore[arg-type]
    return redirect("account-sessions")


class ForgottenForm(Form):
    email = EmailField(label=gettext_lazy("E-mail address"), max_length=254)


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """The answer is always the same, and so is its time: the worker finds out whether there is such an account."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if guessing.attempt(f"forgotten:{network_of(request)}", f"forgotten:{email}"):
            links.send_to_address(email)
        messages.info(request, _("If there is an account with this address, a letter with a link is on its way."))
        return redirect("account_login")
    return TemplateResponse(request, "account/forgotten.html", {"form": form})


@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password through an invitation or a letter. This signs nobody in: the second factor is still asked for."""
    user, works = links.person_of(token)
    if user is None or not works:
        if user is not None:
            journal.note(request, user, AccountEvent.Kind.DEAD_LINK)
        messages.error(request, str(DEAD))
        return redirect("account_login")
    form: Any = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        sessions.end_all(user)
        journal.note(request, user, AccountEvent.Kind.PASSWORD_RESET)
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("account_login")
    response = TemplateResponse(request, "account/link.html", {"form": form, "name": user.get_username()})
    # Other sites learn nothing. Without any referrer, browsers send the form with `Origin: null`, which Django refuses.
    response["Referrer-Policy"] = "same-origin"
    return response

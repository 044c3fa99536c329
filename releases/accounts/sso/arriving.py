"""What happens when somebody comes back from the provider."""

import logging

from allauth.account.utils import perform_login
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from releases.accounts import freshness
from releases.accounts.factors import has_second_factor
from releases.accounts.sso import people, provided
from releases.accounts.sso.claims import CLOCKS_MAY_DIFFER, Claims
from releases.models import User

SIGN_IN, AGAIN = "sign-in", "again"
logger = logging.getLogger(__name__)


def arrived(request: HttpRequest, login: SocialLogin, claims: Claims) -> HttpResponse:
    """The provider's answer is proved to be one; the nonce binds it to this browser's question."""
    if claims.told.get("nonce") != login.state["nonce"]:
        return refused(request, "the nonce is another one")
    if login.state["purpose"] == AGAIN:
        return proved_again(request, login, claims)
    try:
        user = people.come_in(request, login, claims)
    except people.Refused:
        return refused(request, "no account may come in by this")
    response: HttpResponse = perform_login(request, user, redirect_url=login.state.get("next"))
    if request.user.pk == user.pk:  # else they still have to give the code of their own second factor
        provided.begin(request, claims)
    return response


def proved_again(request: HttpRequest, login: SocialLogin, claims: Claims) -> HttpResponse:
    """Only the same person counts, only what they gave the provider since, and no less than they would give here."""
    user = request.user
    same = isinstance(user, User) and login.account.pk and login.account.user_id == user.pk
    since = claims.proved_at >= login.state["began_at"] - CLOCKS_MAY_DIFFER
    if not (same and since) or (has_second_factor(user) and not claims.has_second_factor):  # type: ignore[arg-type]
        return refused(request, "nothing was proved again")
    freshness.prove(request)
    return redirect(login.state.get("next") or "admin:index")


def refused(request: HttpRequest, reason: object) -> HttpResponse:
    """The same sentence for every reason; the log tells the operator which one it was, and nothing that the provider said."""
    logger.warning("Single sign-on: %s.", reason)
    messages.error(request, _("The single sign-on did not let you in. Try again, or ask an administrator."))
    return redirect("account_login")

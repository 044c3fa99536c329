"""Guards the newsroom's addresses: sessions end in time, and who needs a second factor sets one up first."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from releases.accounts import sessions
from releases.accounts.factors import has_second_factor, needs_second_factor
from releases.accounts.sso import provided
from releases.models import User
from releases.site.unavailable import AWAY, unavailable

NEWSROOM, ACCOUNT = "/admin/", "/admin/account/"
# What a browser needs to show the pages of setting up a factor.
OPEN = ("/admin/jsi18n/", "/admin/logout/")


class AccountsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            elsewhere = self.leading_elsewhere(request) if request.path_info.startswith(NEWSROOM) else None
        except AWAY as error:  # who asks cannot be read
            return unavailable(request, error)
        return elsewhere or self.get_response(request)

    def leading_elsewhere(self, request: HttpRequest) -> HttpResponseBase | None:
        """To the sign-in, or to setting up a second factor; None for who may go on."""
        if not isinstance(request.user, User):
            return None
        if sessions.has_expired(request):
            sessions.forget(request)
            logout(request)
            messages.info(request, _("You were signed out because the session was too old."))
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        sessions.touch(request)
        if self.must_set_up_first(request, request.user):
            messages.warning(request, _("Your roles need a second factor. Set one up to go on."))
            return redirect("mfa_index")
        return None

    def must_set_up_first(self, request: HttpRequest, user: User) -> bool:
        if request.path_info.startswith((ACCOUNT, *OPEN)):
            return False
        return needs_second_factor(user) and not (has_second_factor(user) or provided.with_factor(request))

"""To the provider and back: signing in, and proving again who one is.

Everything is a link and not a form: browsers apply the site's own policy for forms to where a form finally leads.
"""

import secrets
import time

from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from requests import RequestException

from releases.accounts.sso import provided
from releases.accounts.sso.arriving import AGAIN, SIGN_IN, refused
from releases.accounts.sso.provider import Exchange, Provider, application, is_set, provider_id


@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    return leave(request, SIGN_IN)


@never_cache
@login_required
def again(request: HttpRequest) -> HttpResponse:
    """The page that leads to the provider, for whoever came from there."""
    if not is_set() or not provided.came(request):
        raise Http404
    address = f"{reverse('account-sso-prove')}?{urlencode({'next': next_of(request)})}"
    return TemplateResponse(request, "account/sso_again.html", {"address": address, "name": settings.OIDC_NAME})


@never_cache
@login_required
def prove(request: HttpRequest) -> HttpResponse:
    """The provider is to ask for the password or the factor even somebody whom it knows."""
    return leave(request, AGAIN, prompt="login", max_age="0")


def leave(request: HttpRequest, purpose: str, **asked: str) -> HttpResponse:
    """To the provider. What it answers must name the nonce and, by the code challenge, come back to this browser."""
    if not is_set():
        raise Http404
    nonce = secrets.token_urlsafe(24)
    kept = {"purpose": purpose, "nonce": nonce, "began_at": time.time()}
    try:
        response: HttpResponse = Provider(request, app=application()).redirect(
            request, AuthProcess.LOGIN, next_of(request), auth_params={"nonce": nonce, **asked}, **kept
        )
    except (RequestException, KeyError, ValueError) as error:
        return refused(request, f"the provider does not answer ({type(error).__name__})")
    return response


@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    if not is_set():
        raise Http404
    response: HttpResponse = OAuth2CallbackView.adapter_view(Exchange(request, provider_id()))(request)
    return response


def next_of(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("admin:index")

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest

from releases.accounts.sso.arriving import arrived, refused
from releases.accounts.sso.provider import KIND, application, is_set, provider_id


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Knows one provider, from the settings, and decides itself who comes in; nothing of allauth's own follows."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        return [application()] if is_set() and provider in (None, KIND, provider_id()) else []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise ImmediateHttpResponse(arrived(request, sociallogin, request.claims))  # type: ignore[attr-defined]

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        raise ImmediateHttpResponse(refused(request, type(exception).__name__ if exception else error))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Ours are in `releases.accounts.journal`."""

"""The provider that the settings name, with the checks that allauth leaves to others."""

import hashlib
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from releases.accounts.sso.claims import Claims, verified

KIND = "openid_connect"


def is_set() -> bool:
    return bool(settings.OIDC_SERVER)


def provider_id() -> str:
    """Another provider is another one for the accounts too: its people are not those of the former one."""
    return f"oidc-{hashlib.sha256(settings.OIDC_SERVER.encode()).hexdigest()[:16]}"


def application() -> SocialApp:
    """Never stored."""
    return SocialApp(
        provider=KIND,
        provider_id=provider_id(),
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={"server_url": settings.OIDC_SERVER, "oauth_pkce_enabled": True, "scope": settings.OIDC_SCOPE},
    )


class Exchange(OpenIDConnectOAuth2Adapter):
    """Turns the code that a browser brings back into what the provider says of the person."""

    def get_provider(self) -> "Provider":
        return Provider(self.request, app=application())

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return f"{settings.SITE_URL}{reverse('account-sso-callback')}"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        try:
            claims = self.claims_in(str(kwargs["response"].get("id_token", "")), token)
            login: SocialLogin = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        except (KeyError, ValueError) as error:
            raise OAuth2Error("The provider's answer is not as OpenID Connect has it.") from error
        login.account.extra_data = {}  # what is not kept cannot be lost
        request.claims = Claims(claims)  # type: ignore[attr-defined]  # for those who decide whether to let them in
        return login

    def claims_in(self, id_token: str, token: SocialToken) -> dict[str, Any]:
        """Of the ID token, and of the provider's own page about the person, if that is about the same one."""
        claims = verified(id_token, self.keys(), issuer=self.openid_config["issuer"], audience=settings.OIDC_CLIENT_ID)
        if "userinfo_endpoint" not in self.openid_config:
            return claims
        told: dict[str, Any] = self._fetch_user_info(token.token)
        if told.get("sub") != claims["sub"]:
            raise OAuth2Error("The provider speaks of somebody else.")
        return told | claims

    def keys(self) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Exchange

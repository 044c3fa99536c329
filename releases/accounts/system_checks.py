from typing import Any

from django.conf import settings
from django.core import checks

from releases.accounts.factors import OFF


def second_factor_is_asked_for(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.SECOND_FACTOR != OFF:
        return []
    return [
        checks.Warning(
            "A password alone lets people release: SECOND_FACTOR is off.",
            hint="Set SECOND_FACTOR=roles, or all.",
            id="releases.W020",
        )
    ]


def proxies_are_known(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.TRUSTED_PROXIES or not settings.SECURE_PROXY_SSL_HEADER:
        return []
    return [
        checks.Warning(
            "All visitors seem to come from the proxy, so a few wrong passwords slow everybody down.",
            hint="List the addresses of your proxies in TRUSTED_PROXIES.",
            id="releases.W022",
        )
    ]


def single_sign_on_is_whole(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if not settings.OIDC_SERVER or (settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET):
        return []
    return [
        checks.Error(
            "The single sign-on has a provider, but the provider does not know this site.",
            hint="Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.",
            id="releases.E023",
        )
    ]

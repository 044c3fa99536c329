"""What the provider says of a person, once it is proved that the provider said it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings

# A provider that signs with a shared secret could be imitated by whoever has ours.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_MAY_DIFFER = 60  # seconds


def verified(token: str, keys: Mapping[str, Any], *, issuer: str, audience: str) -> dict[str, Any]:
    """The content of an ID token: signed by one of the provider's keys, for us, and not expired. Raises OAuth2Error."""
    import jwt  # with all of cryptography, which a process that only serves readers never needs

    try:
        named = jwt.get_unverified_header(token).get("kid")
        key = next(key for key in jwt.PyJWKSet.from_dict(dict(keys)).keys if named in (None, key.key_id))
        content: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=audience,
            leeway=CLOCKS_MAY_DIFFER,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, StopIteration) as error:
        raise OAuth2Error("The ID token is not valid.") from error
    return content


@dataclass(frozen=True)
class Claims:
    told: Mapping[str, Any]

    @property
    def email(self) -> str:
        """Only if the provider has verified it: anybody may enter any address at some of them."""
        return str(self.told.get("email", "")).strip().lower() if self.told.get("email_verified") is True else ""

    @property
    def names(self) -> dict[str, str]:
        return {"first_name": self._text("given_name")[:150], "last_name": self._text("family_name")[:150]}

    @property
    def username(self) -> str:
        return self._text("preferred_username") or self.email.partition("@")[0] or self._text("sub")

    @property
    def groups(self) -> set[str]:
        found = self.told.get(settings.OIDC_GROUPS_CLAIM, [])
        return {str(group) for group in ([found] if isinstance(found, str) else found)}

    @property
    def has_second_factor(self) -> bool:
        """Whether they gave one of those that the settings accept; without settings, none is."""
        methods = self.told.get("amr", [])
        given = {str(self.told.get("acr", "")), *([methods] if isinstance(methods, str) else map(str, methods))}
        return bool(given & set(settings.OIDC_SECOND_FACTOR))

    @property
    def proved_at(self) -> float:
        """When they last gave a password or a factor to the provider; long ago if it does not say."""
        at = self.told.get("auth_time")
        return float(at) if isinstance(at, int | float) and not isinstance(at, bool) else 0.0

    def _text(self, name: str) -> str:
        return str(self.told.get(name) or "").strip()

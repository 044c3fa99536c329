"""What allauth should do differently: nobody signs up, guessing is counted in the database, and letters are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from releases.accounts import encryption, freshness, guessing, journal, known_browsers
from releases.accounts.factors import has_second_factor
from releases.accounts.sso import provided
from releases.models import AccountEvent, User
from releases.site.senders import network_of

# One sentence for every way in which a sign-in can fail, so that it tells nothing about the account.
REFUSED = _(
    "The name, the password or the code is wrong, or there have been too many attempts. Try again later, with a passkey, or in a browser that you have used before."
)
__all__ = ["AccountAdapter", "FactorAdapter"]


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": REFUSED,
        "too_many_login_attempts": REFUSED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Count the guess, and only then look at the password."""
        owner = User.objects.filter(username=credentials.get("username", "")).first()
        keys = keys_for(request, str(credentials.get("username", "")), owner)
        if not guessing.attempt(*keys):
            return None
        found = authenticate(request, **credentials)
        if isinstance(found, User):
            guessing.take_back(*keys)
            return found
        # Also where nobody has the name: a line that is not written would tell by the time it saves.
        journal.note(request, owner, AccountEvent.Kind.WRONG_PASSWORD)
        return None

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        if not known_browsers.known_as(request, user):
            journal.note(request, user, AccountEvent.Kind.NEW_BROWSER)
        response = super().post_login(request, user, **kwargs)
        known_browsers.remember(request, response, user)
        return response

    def get_login_stages(self) -> list[str]:
        return ["releases.accounts.stages.SecondFactorStage"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not freshness.is_fresh(context.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Whoever has a second factor proves themselves with it: the password alone may be known to the one at the keyboard.
        Whoever came through the single sign-on may do so there.
        """
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        with_factor = user.is_authenticated and has_second_factor(user)
        if with_factor:
            methods = [method for method in methods if method["id"] != "reauthenticate"]
        if provided.came(context.request) and (provided.with_factor(context.request) or not with_factor):
            there = {"id": "sso", "description": settings.OIDC_NAME, "url": reverse("account-sso-again")}
            methods = [there, *methods]
        return methods

    def reauthenticate(self, user: User, password: str) -> bool:
        proved: bool = super().reauthenticate(user, password)
        if proved:
            freshness.prove(context.request)
        return proved

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Ours are in `releases.accounts.journal`."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return network_of(request)


class FactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps unreadable for whoever has only the database."""

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        host: str = context.request.get_host()
        return host.partition(":")[0]

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return True


def keys_for(request: HttpRequest, name: str, owner: User | None) -> tuple[str, ...]:
    """Under which keys a guess counts. In a browser that the account knows, only under the browser's own."""
    known = known_browsers.known_as(request, owner)
    if known and owner:
        return (f"browser:{known}:{owner.pk}",)
    return f"account:{name.lower()}", f"address:{network_of(request)}"

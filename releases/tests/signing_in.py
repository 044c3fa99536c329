"""People with passwords and second factors, and how they sign in."""

import itertools
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from releases.models import User
from releases.tests.making import make_user

PASSWORD = "a long password for tests"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_addresses = itertools.count(1)


def make_person(**overrides: Any) -> User:
    user = make_user(**overrides)
    user.set_password(PASSWORD)
    user.save()
    return user


def with_app(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


def recovery_codes(user: User) -> list[str]:
    return list(RecoveryCodes.activate(user).generate_codes())


def code_now(steps: int = 0) -> str:
    """What the app shows now, or that many half minutes later."""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + steps)))


def sign_in(client: Client, user: User | str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": str(user), "password": password} | more)


def give_code(client: Client, code: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def is_in(client: Client) -> bool:
    return bool(client.get(reverse("admin:index")).status_code == 200)


def elsewhere() -> Client:
    """A browser at an address that nobody has used yet."""
    number = next(_addresses)
    return Client(REMOTE_ADDR=f"198.18.{number // 250}.{number % 250 + 1}")


def factors_of(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))

"""Signed links by which a person sets a password, of an account of any kind.

Each works once, for its time, and for the password and e-mail address that the account had when it was made: setting a
password or changing the address kills every link that is still around. Nothing is stored.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac


class Account(Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def password(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def is_active(self) -> bool: ...


@dataclass(frozen=True)
class Kind:
    salt: str
    valid_for: timedelta
    subject: object
    template: str


@dataclass(frozen=True)
class Link:
    """A token that we signed, whether or not it still works."""

    kind: Kind
    token: str
    key: int
    state: str

    def works_for(self, account: Account) -> bool:
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        states = (state_of(self.kind, account, key) for key in keys)
        return account.is_active and self.is_alive() and any(constant_time_compare(self.state, it) for it in states)

    def is_alive(self) -> bool:
        try:
            signing.loads(self.token, salt=self.kind.salt, max_age=self.kind.valid_for)
        except signing.SignatureExpired:
            return False
        return True


def token_for(kind: Kind, account: Account) -> str:
    return signing.dumps([account.pk, state_of(kind, account)], salt=kind.salt)


def link_in(token: str, *kinds: Kind) -> Link | None:
    """None for a token that was not signed here for one of these kinds."""
    for kind in kinds:
        try:
            key, state = signing.loads(token, salt=kind.salt)
        except signing.BadSignature:
            continue
        return Link(kind, token, key, state)
    return None


def state_of(kind: Kind, account: Account, key: str = "") -> str:
    """What the account was like when the link was made; it cannot be computed from the database alone."""
    bound = f"{account.pk}:{account.password}:{account.email.lower()}"
    return salted_hmac(kind.salt, bound, secret=key or None, algorithm="sha256").hexdigest()[:32]

"""Links by which a person sets a password: an invitation, and the answer to a forgotten password.

Each works once, for its time, and for the password and e-mail address that the account had when it was sent: setting a
password or changing the address kills every link that is still around. The worker makes and sends them, so that the
request for one takes the same time whether or not there is such an account, and so that no token lies in the database.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy

from releases.accounts.letters import absolute, language_of, send
from releases.mail.background import after_commit, task
from releases.models import User


@dataclass(frozen=True)
class Kind:
    salt: str
    valid_for: timedelta
    subject: object
    template: str


INVITATION = Kind(
    "releases.accounts.invitation",
    timedelta(days=3),
    gettext_lazy("Your account in the newsroom"),
    "account_invitation",
)
FORGOTTEN = Kind(
    "releases.accounts.forgotten",
    timedelta(hours=1),
    gettext_lazy("A new password for the newsroom"),
    "account_forgotten",
)
KINDS = (INVITATION, FORGOTTEN)


def invite(user: User) -> None:
    after_commit(send_invitation, user.pk)


def send_to_address(email: str) -> None:
    """If an account has it; nobody learns whether one does."""
    after_commit(send_forgotten, email)


@task
def send_invitation(user: int) -> None:
    send_link(INVITATION, User.objects.get(pk=user))


@task
def send_forgotten(email: str) -> None:
    for user in User.objects.filter(email__iexact=email, is_active=True):
        if user.has_usable_password():
            send_link(FORGOTTEN, user)


def send_link(kind: Kind, user: User) -> None:
    with translation.override(language_of(user)):
        address = absolute(reverse("account-link", args=[token_for(kind, user)]))
        context = {"name": user.get_username(), "address": address, "site": settings.SITE_URL}
        send(user, str(kind.subject), kind.template, context)


def token_for(kind: Kind, user: User) -> str:
    return signing.dumps([user.pk, state_of(kind, user)], salt=kind.salt)


def person_of(token: str) -> tuple[User | None, bool]:
    """Whose link this is, and whether it still works. Both may be unknown: a forged token names nobody."""
    for kind in KINDS:
        try:
            key, state = signing.loads(token, salt=kind.salt)
        except signing.BadSignature:
            continue
        user = User.objects.filter(pk=key).first()
        return user, bool(user and is_alive(kind, token) and works(kind, user, state))
    return None, False


def is_alive(kind: Kind, token: str) -> bool:
    try:
        signing.loads(token, salt=kind.salt, max_age=kind.valid_for)
    except signing.SignatureExpired:
        return False
    return True


def works(kind: Kind, user: User, state: str) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return user.is_active and any(constant_time_compare(state, state_of(kind, user, key)) for key in keys)


def state_of(kind: Kind, user: User, key: str = "") -> str:
    """What the account was like when the link was made; it cannot be computed from the database alone."""
    bound = f"{user.pk}:{user.password}:{user.email.lower()}"
    return salted_hmac(kind.salt, bound, secret=key or None, algorithm="sha256").hexdigest()[:32]

"""Links by which a person of the newsroom sets a password: an invitation, and the answer to a forgotten password.

The worker makes and sends them, so that the request for one takes the same time whether or not there is such an account,
and so that no token lies in the database.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from releases.accounts.letters import absolute, language_of, send
from releases.accounts.one_use import Kind, link_in, token_for
from releases.mail.background import after_commit, task
from releases.models import User

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
__all__ = ["FORGOTTEN", "INVITATION", "invite", "person_of", "send_to_address", "token_for"]


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


def person_of(token: str) -> tuple[User | None, bool]:
    """Whose link this is, and whether it still works. Both may be unknown: a forged token names nobody."""
    found = link_in(token, *KINDS)
    user = User.objects.filter(pk=found.key).first() if found else None
    return user, bool(user and found and found.works_for(user))

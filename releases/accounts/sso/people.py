"""Whose account it is that comes from the provider, and which roles its groups give them."""

from typing import Any

from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest

from releases.accounts import journal
from releases.accounts.sso.claims import Claims
from releases.models import AccountEvent, User

CREATE, REFUSE = "create", "refuse"
LONGEST_NAME = 150
Kind = AccountEvent.Kind


class Refused(Exception):
    """Nobody here, or nobody who may come in. Which of the two is not told."""


@transaction.atomic
def come_in(request: HttpRequest, login: SocialLogin, claims: Claims) -> User:
    """The account, connected and with the roles that their groups give today. Raises Refused."""
    user = login.account.user if login.account.pk else connected(request, login, claims)
    if not user.is_active:
        raise Refused
    take_roles(request, user, claims)
    return user


def connected(request: HttpRequest, login: SocialLogin, claims: Claims) -> User:
    """At the first time: the one account with the address that the provider verified; else a new one, if settings let it."""
    user = owner_of(claims.email) or made(claims)
    login.connect(request, user)
    journal.note(request, user, Kind.CONNECTED, detail=settings.OIDC_NAME)
    return user


def owner_of(email: str) -> User | None:
    """Closed accounts keep their address, so that nobody comes back as somebody new."""
    found = list(User.objects.filter(email__iexact=email)[:2]) if email else []
    if len(found) > 1 or (found and not found[0].is_active):
        raise Refused
    return found[0] if found else None


def made(claims: Claims) -> User:
    """Only for people whose groups give them a role: a provider knows everybody in the house."""
    if settings.OIDC_UNKNOWN != CREATE or not roles_of(claims) or not claims.email:
        raise Refused
    user = User(username=free_name(claims.username), email=claims.email, is_staff=True, **claims.names)
    user.set_unusable_password()
    user.save()
    return user


def free_name(wanted: str) -> str:
    """Names of accounts are never taken over, however alike."""
    name, number = wanted[: LONGEST_NAME - 10], 1
    while User.objects.filter(username__iexact=name).exists():
        number += 1
        name = f"{wanted[: LONGEST_NAME - 10]}-{number}"
    return name


def take_roles(request: HttpRequest, user: User, claims: Claims) -> None:
    """Of the roles that the setting maps, exactly those; what was given here besides stays."""
    governed = set(settings.OIDC_ROLES.values())
    before: dict[str, Any] = {group.name: group for group in user.groups.filter(name__in=governed)}
    wanted = roles_of(claims)
    gained, lost = wanted - before.keys(), before.keys() - wanted
    if not gained and not lost:
        return
    user.groups.add(*Group.objects.filter(name__in=gained))
    user.groups.remove(*(before[name] for name in lost))
    user.refresh_from_db()
    detail = " ".join([*(f"+{name}" for name in sorted(gained)), *(f"-{name}" for name in sorted(lost))])
    journal.note(request, user, Kind.ROLES_CHANGED, detail=f"{settings.OIDC_NAME}: {detail}")


def roles_of(claims: Claims) -> set[str]:
    return {role for group, role in settings.OIDC_ROLES.items() if group in claims.groups}

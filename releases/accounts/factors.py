"""Who needs a second factor, and who has one."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from releases.models import User

OFF, ROLES, ALL = "off", "roles", "all"

# Whoever may do one of these could publish, hide or alter what the public reads, or let somebody in who could.
POWERS = (
    "releases.approve_edition",
    "releases.release_edition",
    "releases.release_edition_urgently",
    "releases.withdraw_edition",
    "releases.import_edition",
    "releases.add_erasure",
    "releases.break_glass",
    "releases.open_room",
    "releases.add_journalist",
    "releases.change_journalist",
    "releases.add_user",
    "releases.change_user",
)
VOCABULARIES = "taxonomy"


def needs_second_factor(user: User) -> bool:
    if settings.SECOND_FACTOR == OFF:
        return False
    return settings.SECOND_FACTOR == ALL or any(map(user.has_perm, POWERS)) or changes_vocabularies(user)


def changes_vocabularies(user: User) -> bool:
    changing = ("taxonomy.add_", "taxonomy.change_", "taxonomy.delete_")
    return any(permission.startswith(changing) for permission in user.get_all_permissions())


def has_second_factor(user: User) -> bool:
    """Recovery codes alone are none: they only stand in for one that is lost."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())

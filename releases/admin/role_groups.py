"""Creates groups for the roles: once in a migration, and again with `manage.py apply_roles`."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from releases.admin.roles import ROLES, TAXONOMY


def apply() -> list[str]:
    """Set each role's group to exactly its permissions. Returns the names of changed groups. Other groups are left alone."""
    for label in ("auth", "contenttypes", "releases", TAXONOMY):
        create_permissions(apps.get_app_config(label), verbosity=0)
    changed = []
    for name, names in ROLES.items():
        group, created = Group.objects.get_or_create(name=name)
        wanted = set(_permissions(names))
        if created or wanted != set(group.permissions.all()):
            group.permissions.set(wanted)
            changed.append(name)
    return changed


def _permissions(names: frozenset[str]) -> list[Permission]:
    chosen = Q(pk__in=[])
    for name in names:
        label, _, codename = name.partition(".")
        if codename:
            chosen |= Q(content_type__app_label=label, codename=codename)
        else:
            chosen |= Q(content_type__app_label=label) & ~Q(codename__startswith="delete_")
    return list(Permission.objects.filter(chosen))

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand

from releases.models import User
from releases.room import sample as sample_room

# Two accounts, since nobody approves their own text: one writes, the other approves and releases.
EDITOR, PUBLISHER = "editor", "publisher"
ROLES = ("Editor", "Publisher")


class Command(BaseCommand):
    help = "Create two accounts and a journalist for trying out the newsroom, and print their passwords once. Does nothing if anyone can already log in."

    def handle(self, *args: Any, **options: Any) -> None:
        existing = User.objects.filter(is_staff=True, is_active=True).order_by("pk").first()
        if existing:
            self.stdout.write(
                f"The newsroom at {settings.SITE_URL}/admin/ already has an account: {existing.get_username()}."
            )
            return
        passwords = [secrets.token_urlsafe(12) for _ in range(2)]
        User.objects.create_superuser(EDITOR, address_of(EDITOR), passwords[0])
        publisher = User.objects.create_user(PUBLISHER, address_of(PUBLISHER), passwords[1], is_staff=True)
        publisher.groups.set(Group.objects.filter(name__in=ROLES))
        self.stdout.write(f"The site is at {settings.SITE_URL}/, the newsroom at {settings.SITE_URL}/admin/")
        self.stdout.write(f"To write, log in as {EDITOR} with the password {passwords[0]}")
        self.stdout.write(f"To approve and release, log in as {PUBLISHER} with the password {passwords[1]}")
        if sample := sample_room.furnish(publisher):
            self.stdout.write(
                f"A journalist reads tomorrow’s release under embargo at {settings.SITE_URL}/room/: {sample.email}, password {sample.password}"
            )
        if settings.SECOND_FACTOR == "off":
            self.stdout.write("No second factor is asked for, since this is for trying it out (SECOND_FACTOR=off).")
        self.stdout.write(
            f"The passwords are not shown again; `.venv/bin/python manage.py changepassword {EDITOR}` sets a new one."
        )


def address_of(name: str) -> str:
    """Nobody's, so that letters can be read at /letters/, and go nowhere else."""
    return f"{name}@newsroom.example"

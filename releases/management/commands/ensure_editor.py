import secrets
from typing import Any

from django.core.management.base import BaseCommand

from releases.models import User

NAME = "editor"


class Command(BaseCommand):
    help = "Make an editor account for a first look, and print its password once; where anybody can log in already, do nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        existing = User.objects.filter(is_staff=True, is_active=True).order_by("pk").first()
        if existing:
            self.stdout.write(f"The newsroom at /admin/ has an account already: {existing.get_username()}.")
            return
        password = secrets.token_urlsafe(12)
        User.objects.create_superuser(NAME, password=password)
        self.stdout.write(f"The newsroom is at /admin/. Log in as {NAME} with the password {password}")
        self.stdout.write("It is not shown again; `manage.py changepassword editor` sets another.")

"""The newsroom in the drill's own process, on the database of the drill: it fills it, and takes steps."""

import datetime
import os
import secrets


def open_on(url: str) -> None:
    """Once per process, before any model is imported."""
    os.environ |= {
        "DATABASE_URL": url,
        "DATABASE_POOL": "0",
        "DJANGO_SETTINGS_MODULE": "osce_cms.settings",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1,www.example.org",
    }
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    import django
    from django.core.management import call_command

    django.setup()
    for command in ("migrate", "load_taxonomy", "load_demo"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def in_seconds(seconds: float) -> datetime.datetime:
    """By the database's clock."""
    from releases.models.clock import database_time

    return database_time() + datetime.timedelta(seconds=seconds)

"""Imports in the newsroom, as a person and the worker carry them out."""

import json

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from releases.models import ImportRun
from releases.tests.making import make_user

START = "admin:releases_importrun_import"


def as_importer(client):
    """A user who may import, and nothing else."""
    user = make_user(is_superuser=False)
    user.user_permissions.add(Permission.objects.get(codename="import_edition"))
    client.force_login(user)
    return client


def the_worker_works() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def file_of(*records: dict, name: str = "archive.jsonl") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"".join(json.dumps(record).encode() + b"\n" for record in records))


def upload(client, *records: dict, **overrides):
    values = {
        "file": file_of(*records), "origin": "former-site", "state": "released", "format": "auto", "language": "",
        "unknown_terms": "refuse", "on_conflict": "refuse", "duplicates": "keep",
    }  # fmt: skip
    return client.post(reverse(START), values | overrides, follow=True)


def step(client, run: ImportRun, name: str):
    return client.post(reverse(f"admin:releases_importrun_{name}", args=[run.pk]), follow=True)


def page(client, run: ImportRun) -> str:
    return client.get(reverse("admin:releases_importrun_change", args=[run.pk])).content.decode()

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from releases.exporting import whole
from releases.files.verification import verify
from releases.lists import marks


class Command(BaseCommand):
    help = "Put back what `backup` wrote, into an empty database and beside the files that are there, and verify it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder that `backup` wrote")
        parser.add_argument("--replace", action="store_true", help="replace a database that is not empty")

    def handle(self, *args: Any, folder: Path, replace: bool, **options: Any) -> None:
        try:
            found = whole.restore(folder, replace=replace)
        except whole.NotDone as reason:
            raise CommandError(str(reason)) from reason
        call_command("migrate", verbosity=0)
        marks.begin_anew()
        cache.clear()
        files = verify()
        if files.missing or files.damaged:
            raise CommandError(f"{len(files.missing) + len(files.damaged)} files are missing or damaged.")
        self.stdout.write(f"Restored from {folder}: {found}. Every file is intact.")

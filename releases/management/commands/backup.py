from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.exporting import whole


class Command(BaseCommand):
    help = "Write the whole newsroom, its database and its files, into a new folder; `restore` puts it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            made = whole.back_up(folder)
        except whole.NotDone as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Backed up to {folder}: {made}.")

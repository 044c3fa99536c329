from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from taxonomy.loading import SHIPPED, BadDataError, load


class Command(BaseCommand):
    help = "Load the vocabularies and plain pages from a folder of TOML files. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, default=SHIPPED, help="the folder (default: the vocabularies shipped)"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="also overwrite entries that an editor has changed here"
        )

        parser.add_argument("--why", default="", metavar="TEXT", help="the reason, for the record of the vocabularies")

    def handle(self, *args: Any, path: Path, overwrite: bool, why: str, **options: Any) -> None:
        try:
            outcome = load(path, overwrite=overwrite, why=why)
        except BadDataError as error:
            raise CommandError(str(error)) from error
        for name in outcome.kept:
            self.stdout.write(f"Kept an editor’s changes: {name}.")
        self.stdout.write(str(outcome))

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.files.verification import verify


class Command(BaseCommand):
    help = "Read every file of every edition and compare it with its digest. Exit status 0 only if all are whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--tidy",
            action="store_true",
            help="delete what no edition names, such as uploads of drafts that were replaced",
        )

    def handle(self, *args: Any, tidy: bool, **options: Any) -> None:
        found = verify()
        for state, digests in (("missing", found.missing), ("damaged", found.damaged)):
            for digest in digests:
                self.stderr.write(f"{digest} is {state}; take it from a backup of MEDIA_ROOT/files.")
        if tidy:
            for path in found.unreferenced:
                path.unlink()
        self.stdout.write(f"{found}{' They were deleted.' if tidy and found.unreferenced else ''}")
        if found.missing or found.damaged:
            raise CommandError(f"{len(found.missing) + len(found.damaged)} files are not what they were.")

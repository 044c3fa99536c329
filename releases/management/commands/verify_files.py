from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.files.verification import verify


class Command(BaseCommand):
    help = (
        "Read every file of every edition and compare it with its digest. The exit status is 0 only if all are intact."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--tidy",
            action="store_true",
            help="delete files that no edition refers to, such as replaced uploads of drafts",
        )

    def handle(self, *args: Any, tidy: bool, **options: Any) -> None:
        found = verify()
        for state, digests in (("missing", found.missing), ("damaged", found.damaged)):
            for digest in digests:
                self.stderr.write(f"{digest} is {state}; restore it from a backup of MEDIA_ROOT/files.")
        if tidy:
            for path in found.unreferenced:
                path.unlink()
        self.stdout.write(f"{found}{' They were deleted.' if tidy and found.unreferenced else ''}")
        if found.missing or found.damaged:
            raise CommandError(f"{len(found.missing) + len(found.damaged)} files are missing or damaged.")

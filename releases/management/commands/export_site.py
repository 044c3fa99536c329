import logging
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.exporting.site.copies import Copy
from releases.site.visitor import VisitError

MOST_TOLD = 20


class Command(BaseCommand):
    help = (
        "Export the whole public site as static files. Running it again updates what changed and deletes what is gone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="a folder used only for this export")

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        # Every page that answers 404 or 410 would be logged.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        started = time.monotonic()
        try:
            outcome = Copy(directory.resolve()).run()
        except VisitError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or directory} cannot be written: {error.strerror}.") from error
        for address, page in sorted(outcome.broken.items())[:MOST_TOLD]:
            self.stderr.write(f"{address} is a broken link; {page or 'the site'} links to it.")
        if len(outcome.broken) > MOST_TOLD:
            self.stderr.write(f"And {len(outcome.broken) - MOST_TOLD} more broken links.")
        self.stdout.write(f"{outcome} It took {time.monotonic() - started:.0f} seconds.")

from argparse import ArgumentParser
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.importing import beside, readers
from releases.importing.readers import mapping_file
from releases.importing.reconciliation import Reconciliation
from releases.language.timestamps import ORDERS


class Command(BaseCommand):
    help = "Compare a source, field by field, with what was imported from it. The exit status is 0 only if they are identical."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="as for import_releases")
        parser.add_argument("--origin", required=True, metavar="NAME", help="as for the import")
        parser.add_argument(
            "--format", choices=readers.FORMATS, default="auto", help="detected from the content unless given"
        )
        parser.add_argument("--map", action="append", default=[], metavar="FILE|THEIRS=OURS", help="as for the import")
        parser.add_argument("--language", default="", metavar="CODE", help="as for the import")
        parser.add_argument("--date-order", choices=tuple(ORDERS), default="", help="as for the import")
        parser.add_argument(
            "--files", type=Path, metavar="DIR|ZIP", help="also compare attachments with this folder or archive"
        )
        parser.add_argument("--quiet", action="store_true", help="print only the counts")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        try:
            files = beside.given(options["files"])
            explained = mapping_file.read(options["map"], options["language"], options["date_order"])
        except (mapping_file.MappingFileError, ValueError) as error:
            raise CommandError(str(error)) from error
        reconciliation = Reconciliation(options["origin"].strip(), files, explained.terms)
        items = chain.from_iterable(readers.read(path, options["format"], explained) for path in paths)
        for difference in reconciliation.differences(items):
            if not options["quiet"]:
                self.stderr.write(str(difference))
        self.stdout.write(str(reconciliation))
        if not reconciliation.agrees:
            raise CommandError("The source and the newsroom differ.")

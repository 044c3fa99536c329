from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from releases.search import index, rebuild


class Command(BaseCommand):
    help = "Build what is missing or outdated in the search index; searches go on meanwhile, and a run that was broken off is continued."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--everything", action="store_true", help="build also what seems to be in order")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["everything"]:
            rebuild.outdate()
        try:
            read = rebuild.rebuild(report=self.stdout.write)
        except rebuild.Unproved as failure:
            raise CommandError(str(failure)) from failure
        merged = index.tidy()
        self.stdout.write(f"Read {read} editions; merged {merged} segments.")

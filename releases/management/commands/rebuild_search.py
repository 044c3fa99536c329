from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from releases.search import index, rebuild


class Command(BaseCommand):
    help = "Build whatever is missing or outdated in the search index. Search keeps working meanwhile, and an interrupted run is resumed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--everything", action="store_true", help="also rebuild what appears to be up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["everything"]:
            rebuild.outdate()
        try:
            read = rebuild.rebuild(report=self.stdout.write)
        except rebuild.Unproved as failure:
            raise CommandError(str(failure)) from failure
        merged = index.tidy()
        self.stdout.write(f"Read {read} editions; merged {merged} segments.")

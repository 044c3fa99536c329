from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.importing import demo


class Command(BaseCommand):
    help = "Fill the newsroom with sample releases about real events. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        run = demo.load()
        for refused in run.ledger.told("refused"):
            self.stderr.write(f"{refused.where}: {refused.sentence}")
        if run.outcome.refused:
            raise CommandError(
                "The sample releases were not loaded. Were the vocabularies of another organisation loaded?"
            )
        self.stdout.write(f"Sample releases: {str(run.outcome)[0].lower()}{str(run.outcome)[1:]}")

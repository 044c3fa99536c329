from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.importing import demo


class Command(BaseCommand):
    help = "Fill the newsroom with sample releases of real events; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = demo.load()
        for item, reason in outcome.refusals:
            self.stderr.write(f"{item.where}: {reason}")
        if outcome.refusals:
            raise CommandError("The sample was not loaded; were the vocabularies of another organisation loaded?")
        self.stdout.write(f"Sample releases: {str(outcome)[0].lower()}{str(outcome)[1:]}")

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.importing import demo


class Command(BaseCommand):
    help = "Fill the newsroom with sample releases; those that are there already are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = demo.load()
        except demo.DemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(outcome))

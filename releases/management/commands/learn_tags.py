from typing import Any

from django.core.management.base import BaseCommand

from releases.tagging import learned


class Command(BaseCommand):
    help = "Learn from the public releases which terms texts get, for the suggestions beside a draft."

    def handle(self, *args: Any, **options: Any) -> None:
        about = learned.learn_from_the_archive()
        if not about["terms"]:
            fewest = learned.FEWEST_RELEASES
            self.stdout.write(
                f"{about['releases']} public releases with terms are too few to learn from; it takes {fewest}."
            )
            return
        self.stdout.write(
            f"Learned {about['terms']} terms from {about['releases']} public releases of {about['from']} to {about['until']}, "
            f"{about['words']} words; a term is offered from a chance of {about['threshold']:.0%}."
        )

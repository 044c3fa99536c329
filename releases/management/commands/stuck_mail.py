from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.mail.delivery import deliver
from releases.models import Letter
from releases.models.clock import Now


class Command(BaseCommand):
    help = "List e-mails that should have been delivered long ago and why they were not; retry them, or give up on one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--retry", action="store_true", help="have the worker retry everything that is waiting, now"
        )
        parser.add_argument(
            "--give-up", type=int, metavar="NUMBER", help="never send this one; give a reason with --because"
        )
        parser.add_argument("--because", default="", help="the reason for giving up")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["give_up"]:
            self.give_up(options["give_up"], options["because"].strip())
        elif options["retry"]:
            number = Letter.objects.waiting().update(due_at=Now())
            deliver.enqueue()
            self.stdout.write(f"The worker will retry {number}.")
        else:
            self.name_them()

    def name_them(self) -> None:
        """Without the subject of the letters, which may not be public."""
        stuck = list(Letter.objects.stuck().select_related("entry", "to"))
        for letter in stuck:
            name = letter.to.email if letter.to else "nobody yet"
            self.stdout.write(
                f"{letter.pk}: {letter.entry.step} of edition {letter.entry.edition_id}, to {name},"
                f" {letter.tries} attempts since {letter.created_at:%Y-%m-%d %H:%M} UTC; {letter.error or 'no error'}"
            )
        self.stdout.write(f"{len(stuck)} stuck out of {Letter.objects.waiting().count()} waiting.")

    def give_up(self, number: int, why: str) -> None:
        letter = Letter.objects.waiting().filter(pk=number).first()
        if letter is None or not why:
            raise CommandError("Give the number of a waiting e-mail, and a reason with --because.")
        letter.mark_not_sent(f"given up: {why}"[:200])
        self.stdout.write(f"{number} will not be sent.")

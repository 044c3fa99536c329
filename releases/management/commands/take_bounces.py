import os
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from releases.alerts import bounces
from releases.alerts.bounces import Outcome


class Command(BaseCommand):
    help = "Count e-mail alerts that came back: one notification from standard input, or those in a Maildir or mbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "mailbox", nargs="?", type=Path, help="a Maildir, whose new messages are read, or an mbox file"
        )

    def handle(self, *args: Any, mailbox: Path | None, **options: Any) -> None:
        try:
            outcomes = taken(mailbox)
        except (InterfaceError, OperationalError):
            # For a mail server that feeds us: keep the message and try again.
            self.stderr.write("The database does not answer.")
            sys.exit(os.EX_TEMPFAIL)
        told = ", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in Outcome if outcomes[outcome])
        self.stdout.write(f"{outcomes.total()} read{': ' if told else ''}{told}.")


def taken(mailbox: Path | None) -> Counter[Outcome]:
    if mailbox is None:
        return Counter([bounces.take(sys.stdin.buffer)])
    if (mailbox / "new").is_dir():
        return bounces.take_maildir(mailbox)
    if mailbox.is_file():
        return bounces.take_mbox(mailbox)
    raise CommandError(f"{mailbox} is neither a Maildir nor an mbox file.")

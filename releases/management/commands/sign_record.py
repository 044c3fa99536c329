from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.record import witness
from releases.record.notes import Key, new_secret


class Command(BaseCommand):
    help = "Sign the head of the record (how many lines, their digest, the time) and hand it to the witnesses in the settings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print", action="store_true", help="print the note and hand it to nobody")
        parser.add_argument("--new-key", action="store_true", help="make a key, print it, and do nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            return self.make_key()
        try:
            note = witness.signed_head()
        except witness.NoKey as missing:
            raise CommandError("RECORD_KEY is not set. Make one: manage.py sign_record --new-key") from missing
        if options["print"]:
            self.stdout.write(note, ending="")
            return None
        try:
            told = witness.tell(note)
        except ExceptionGroup as failures:
            raise CommandError(f"{failures}: " + "; ".join(map(str, failures.exceptions))) from failures
        self.stdout.write(
            f"The head of the record was {', '.join(told)}." if told else "No witness is set; see RECORD_WITNESS_…."
        )
        return None

    def make_key(self) -> None:
        secret = new_secret()
        self.stdout.write(f"RECORD_KEY={secret}")
        self.stdout.write(f"# For whoever checks our notes: {Key.of(secret).verifier}")

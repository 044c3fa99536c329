import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.record.verification import End, RecordBroken, Walk, verify


class Command(BaseCommand):
    help = "Verify the whole record and report the first place where something was changed, left out or added."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--write-ends",
            type=Path,
            metavar="FILE",
            help="write the end of each chain to a file, to be kept where nobody with access to the database can write",
        )
        parser.add_argument(
            "--against",
            type=Path,
            metavar="FILE",
            help="check that every end in such a file is still there, to detect a record cut off at its end",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            walk = verify(read_ends(options["against"]) if options["against"] else ())
        except RecordBroken as broken:
            raise CommandError(f"The record is broken. {broken}") from broken
        if options["write_ends"]:
            write_ends(options["write_ends"], walk)
        self.stdout.write(
            f"The record is intact: {walk.entries} lines of {walk.releases} releases, {walk.texts} saved texts, "
            f"{walk.editions} sealed editions, {walk.changes} changes of vocabularies."
        )


def read_ends(path: Path) -> list[End]:
    try:
        with path.open(encoding="utf-8") as lines:
            return [(int(release), int(position), str(hash_)) for release, position, hash_ in map(json.loads, lines)]
    except (OSError, ValueError, TypeError) as error:
        raise CommandError(f"{path} is not a readable file of ends: {error}") from error


def write_ends(path: Path, walk: Walk) -> None:
    with path.open("w", encoding="utf-8") as file:
        for release, end in walk.ends.items():
            file.write(json.dumps([release, *end]) + "\n")

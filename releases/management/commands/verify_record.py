import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.files.verification import verify as verify_files
from releases.record.heads import Head
from releases.record.notes import NoteError, known_verifiers, read_all
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
            help="compare with what was kept elsewhere, such a file of ends or one of signed heads (sign_record), and compare "
            "every file in storage with its digest",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            walk = verify(*read_kept(options["against"])) if options["against"] else verify()
        except RecordBroken as broken:
            raise CommandError(f"The record is broken. {broken}") from broken
        files = compare_files() if options["against"] else ""
        if options["write_ends"]:
            write_ends(options["write_ends"], walk)
        self.stdout.write(
            f"The record is intact: {walk.entries} lines of {walk.releases} releases, {walk.texts} saved texts, "
            f"{walk.editions} sealed editions, {walk.changes} changes of vocabularies.{files}"
        )


def read_kept(path: Path) -> tuple[list[End], list[Head]]:
    """The ends or the signed heads in a file; it has one or the other."""
    try:
        text = path.read_text(encoding="utf-8")
        if text.startswith("["):
            return [
                (int(release), int(position), str(hash_))
                for release, position, hash_ in map(json.loads, text.splitlines())
            ], []
        return [], read_all(text, known_verifiers())
    except (OSError, ValueError, TypeError, NoteError) as error:
        raise CommandError(f"{path} is not a readable file of ends or of signed heads: {error}") from error


def compare_files() -> str:
    found = verify_files()
    if found.missing or found.damaged:
        raise CommandError(f"Files in storage are not those on the record. {found}")
    return f" {found}"


def write_ends(path: Path, walk: Walk) -> None:
    with path.open("w", encoding="utf-8") as file:
        for release, end in walk.ends.items():
            file.write(json.dumps([release, *end]) + "\n")

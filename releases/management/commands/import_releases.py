import json
from argparse import ArgumentParser
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from releases.importing import readers
from releases.importing.load import OUTCOMES, Outcome, Run
from releases.models import Provenance


class Command(BaseCommand):
    help = "Import releases from files of elsewhere; a second run changes nothing. Exit status 0 only if nothing was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
        parser.add_argument(
            "--format", choices=readers.FORMATS, default="auto", help="told by the content unless given"
        )
        parser.add_argument(
            "--origin",
            default="import",
            metavar="NAME",
            help="names the source, within which an id means one text (default: import)",
        )
        parser.add_argument(
            "--as", choices=("released", "draft"), default="released", dest="state", help="released unless given"
        )
        parser.add_argument(
            "--unknown-terms",
            choices=("refuse", "keep"),
            default="refuse",
            help="keep writes them to the notes for editors instead of refusing the record",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="write the refused records here, to be mended")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write counts and reasons here, as JSON")
        parser.add_argument("--quiet", action="store_true", help="print the counts alone")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        self._check(paths, options)
        try:
            outcome = self._run(paths, options)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        if not options["quiet"]:
            self._tell_reasons(outcome)
        self._write_files(outcome, options)
        self.stdout.write(f"Dry run, nothing was written. {outcome}" if options["dry_run"] else str(outcome))
        if outcome.refusals:
            raise CommandError(f"Refused {len(outcome.refusals)}; the others are counted above.")

    def _check(self, paths: list[Path], options: dict[str, Any]) -> None:
        longest = Provenance._meta.get_field("origin").max_length or 0
        if not 0 < len(options["origin"].strip()) <= longest:
            raise CommandError(f"--origin takes a name of at most {longest} characters.")
        for output in (options["rejects"], options["report"]):
            # They are written at the end, when the source is needed most.
            if output and any(output.resolve().is_relative_to(path.resolve()) for path in paths):
                raise CommandError(f"{output} is what the records are read from; name another file.")

    def _run(self, paths: list[Path], options: dict[str, Any]) -> Outcome:
        run = Run(
            origin=options["origin"].strip(),
            as_draft=options["state"] == "draft",
            keep_unknown_terms=options["unknown_terms"] == "keep",
        )
        items = chain.from_iterable(readers.read(path, options["format"]) for path in paths)
        # Without a dry run each record has a transaction of its own.
        with transaction.atomic() if options["dry_run"] else nullcontext():
            outcome = run.load(items)
            if options["dry_run"]:
                transaction.set_rollback(True)
        return outcome

    def _tell_reasons(self, outcome: Outcome) -> None:
        for item, reason in outcome.refusals:
            self.stderr.write(f"{item.where}: {reason}")
        for key, count in sorted(outcome.unknown_keys.items()):
            self.stderr.write(f"The key {key!r} is not known; records that have it: {count}. It was left out.")
        if outcome.with_attachments:
            self.stderr.write(f"Attachments are not taken in yet; records that name some: {outcome.with_attachments}.")

    def _write_files(self, outcome: Outcome, options: dict[str, Any]) -> None:
        try:
            if options["rejects"]:
                lines = (item.line + b"\n" for item, _ in outcome.refusals if item.line)
                options["rejects"].write_bytes(b"".join(lines))
            if options["report"]:
                text = json.dumps(self._report(outcome, options), ensure_ascii=False, indent=2) + "\n"
                options["report"].write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{outcome} But {error.filename} cannot be written: {error.strerror}.") from error

    def _report(self, outcome: Outcome, options: dict[str, Any]) -> dict[str, Any]:
        return {
            "origin": options["origin"].strip(),
            "dry_run": options["dry_run"],
            "read": outcome.counts.total(),
            **{name: outcome.counts[name] for name in OUTCOMES},
            "refusals": [
                {"file": item.file, "line": item.number, "reason": reason} for item, reason in outcome.refusals
            ],
            "unknown_keys": dict(sorted(outcome.unknown_keys.items())),
            "with_attachments": outcome.with_attachments,
        }

import json
from argparse import ArgumentParser
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from releases.importing import readers
from releases.importing.load import Outcome, Run


class Command(BaseCommand):
    help = "Import releases from files of elsewhere; a second run changes nothing. Exit status 0 only if nothing was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
        parser.add_argument(
            "--format", choices=readers.FORMATS, default="auto", help="told by the content unless given"
        )
        parser.add_argument("--origin", default="import", help="names the source; identifiers are unique within it")
        parser.add_argument("--as", choices=("released", "draft"), default="released", dest="state")
        parser.add_argument("--unknown-terms", choices=("refuse", "keep"), default="refuse")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="write what was refused here, as it stood")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write counts and reasons here, as JSON")

    def handle(self, *args: Any, paths: list[Path], dry_run: bool, **options: Any) -> None:
        run = Run(
            origin=options["origin"],
            as_draft=options["state"] == "draft",
            keep_unknown_terms=options["unknown_terms"] == "keep",
        )
        items = chain.from_iterable(readers.read(path, options["format"]) for path in paths)
        # Without a dry run each record has a transaction of its own.
        with transaction.atomic() if dry_run else nullcontext():
            outcome = run.load(items)
            if dry_run:
                transaction.set_rollback(True)
        self._tell(outcome, dry_run=dry_run)
        self._write_files(outcome, options["rejects"], options["report"])
        if outcome.refusals:
            raise CommandError(
                "Something was refused; everything else was taken in." if not dry_run else "Something would be refused."
            )

    def _tell(self, outcome: Outcome, *, dry_run: bool) -> None:
        for item, reason in outcome.refusals:
            self.stderr.write(f"{item.where}: {reason}")
        for key, count in sorted(outcome.unknown_keys.items()):
            self.stderr.write(f"The key {key!r} is not known; it was left out of {count} records.")
        if outcome.attachments:
            self.stderr.write(f"Attachments are not taken in yet; {outcome.attachments} records name some.")
        self.stdout.write(f"{'Would have: ' if dry_run else ''}{outcome}")

    def _write_files(self, outcome: Outcome, rejects: Path | None, report: Path | None) -> None:
        try:
            if rejects:
                rejects.write_bytes(b"".join(item.raw + b"\n" for item, _ in outcome.refusals))
            if report:
                refusals = [{"where": item.where, "reason": reason} for item, reason in outcome.refusals]
                text = {**outcome.counts, "refusals": refusals, "unknown_keys": dict(outcome.unknown_keys)}
                report.write_text(json.dumps(text, ensure_ascii=False, indent=2), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.") from error

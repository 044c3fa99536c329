import sqlite3
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError

from releases.importing import beside, journal, readers, reasons, report
from releases.importing.batches import DUPLICATES
from releases.importing.load import BATCH, LoadRun
from releases.importing.next_editions import ON_CONFLICT
from releases.importing.readers import mapping_file
from releases.importing.records import SourceItem
from releases.language.timestamps import ORDERS
from releases.models import Provenance

# Options that identify an import: an interrupted one resumes only if they are unchanged.
DECIDES = (
    "origin",
    "format",
    "state",
    "unknown_terms",
    "on_conflict",
    "duplicates",
    "language",
    "map",
    "files",
    "fetch",
    "date_order",
)

MOST_REASONS = 40  # on a terminal

GOES_ON = "Everything counted so far has been saved; run the same command again to continue."


class Command(BaseCommand):
    help = "Import releases from other systems’ files. Importing the same files again changes nothing. The exit status is 0 only if nothing was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, a folder, an archive, or - for standard input")  # fmt: skip
        parser.add_argument("--format", choices=readers.FORMATS, default="auto", help="detected from the content unless given")  # fmt: skip
        parser.add_argument("--origin", default="import", metavar="NAME", help="a name for the source; an id stands for one text within it (default: import)")  # fmt: skip
        parser.add_argument("--as", choices=("released", "draft"), default="released", dest="state", help="the state to import texts in (default: released)")  # fmt: skip
        parser.add_argument("--map", action="append", default=[], metavar="FILE|THEIRS=OURS", help="a TOML file that explains the names of the source, or one term as it is called there and here; may be given several times")  # fmt: skip
        parser.add_argument("--language", default="", metavar="CODE", help="language of texts that do not state one")
        parser.add_argument(
            "--date-order",
            choices=tuple(ORDERS),
            default="",
            help="of dates such as 03/05/2010, if the source does not reveal it",
        )
        parser.add_argument(
            "--files", type=Path, metavar="DIR|ZIP", help="take pictures and attachments from this folder or archive"
        )
        parser.add_argument(
            "--fetch",
            action="store_true",
            help="fetch pictures, attachments, and pages that a sitemap lists, from their addresses on the public internet, where they were not given",
        )
        parser.add_argument("--unknown-terms", choices=("refuse", "keep"), default="refuse", help="keep: add them to the notes for editors instead of refusing the record")  # fmt: skip
        parser.add_argument("--on-conflict", choices=ON_CONFLICT, default="refuse", help="what to do with a record that changed at its origin after its text was changed here")  # fmt: skip
        parser.add_argument("--duplicates", choices=DUPLICATES, default="keep", help="what to do with a text that is already here under another id")  # fmt: skip
        parser.add_argument(
            "--batch",
            type=int,
            default=BATCH,
            metavar="N",
            help=f"records per transaction (default: {BATCH}); smaller batches let others write in between",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would be done, without changing anything"
        )
        parser.add_argument(
            "--rejects", type=Path, metavar="FILE", help="write the refused records to this file, to be corrected"
        )
        parser.add_argument("--report", type=Path, action="append", default=[], metavar="FILE", help="write counts and reasons to this file: as a page if its name ends in .html, otherwise as JSON")  # fmt: skip
        parser.add_argument("--quiet", action="store_true", help="print only the counts")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        # Callers from Python may pass a single report.
        options["report"] = options["report"] if isinstance(options["report"], list) else [options["report"]]
        self._check(paths, options)
        try:
            run = self._run(paths, options)
        except (DatabaseError, InterfaceError, sqlite3.Error) as error:
            raise CommandError(f"The database cannot be used: {error} {GOES_ON}") from error
        except KeyboardInterrupt as error:
            raise CommandError(f"Interrupted. {GOES_ON}") from error
        refused = run.outcome.refused
        run.ledger.delete()
        if refused:
            raise CommandError(f"{refused} refused; the rest are counted above.")

    def _check(self, paths: list[Path], options: dict[str, Any]) -> None:
        longest = Provenance._meta.get_field("origin").max_length or 0
        options["origin"] = options["origin"].strip()
        if not 0 < len(options["origin"]) <= longest:
            raise CommandError(f"--origin must be a name of at most {longest} characters.")
        for output in (options["rejects"], *options["report"]):
            # These are written last, and would overwrite the source.
            if output and any(output.resolve().is_relative_to(path.resolve()) for path in paths):
                raise CommandError(f"{output} is one of the files being imported; choose another file for the output.")
        try:
            options["beside"] = beside.given(options["files"] or readers.files_beside(paths), fetch=options["fetch"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        try:
            options["explained"] = mapping_file.read(options["map"], options["language"], options["date_order"])
        except mapping_file.MappingFileError as error:
            raise CommandError(str(error)) from error

    def _run(self, paths: list[Path], options: dict[str, Any]) -> LoadRun:
        asked = {name: str(options[name] or "") for name in DECIDES}
        fingerprint = "" if options["dry_run"] else journal.fingerprint_of(paths, asked)
        with ExitStack() as stack:
            alone = bool(fingerprint) and stack.enter_context(journal.alone(fingerprint))
            run = self._prepared(options, asked, fingerprint if alone else "")
            shown = not options["quiet"]
            if shown:
                run.progress = stack.enter_context(report.progress(self.stderr, report.expected(paths)))
            run.load(self._items(paths, options, run.after))
            stack.pop_all().close()
            self._tell(run, options)
            self._write_files(run, options)
        return run

    def _prepared(self, options: dict[str, Any], asked: dict[str, Any], fingerprint: str) -> LoadRun:
        """A new run, or the interrupted one that the same command began."""
        run = LoadRun(
            origin=options["origin"],
            as_draft=options["state"] == "draft",
            keep_unknown_terms=options["unknown_terms"] == "keep",
            on_conflict=options["on_conflict"],
            duplicates=options["duplicates"],
            dry_run=options["dry_run"],
            beside=options["beside"],
            terms=options["explained"].terms,
            batch=max(1, options["batch"]),
        )
        if not fingerprint:
            return run
        before = journal.interrupted(options["origin"], fingerprint)
        run.journal = journal.Journal(asked, fingerprint, row=before)
        run.ledger = journal.ledger_of(fingerprint, before)
        if before:
            run.continue_from(before)
            self.stderr.write(f"Continuing import {before.pk}, which was interrupted after {before.position} items.")
        return run

    def _items(self, paths: list[Path], options: dict[str, Any], after: int) -> Iterator[SourceItem]:
        # Only with a single source file do its line numbers show what is settled.
        after = after if len(paths) == 1 else 0
        return chain.from_iterable(
            readers.read(path, options["format"], options["explained"], after, fetch=options["fetch"]) for path in paths
        )

    def _tell(self, run: LoadRun, options: dict[str, Any]) -> None:
        if not options["quiet"]:
            self._tell_reasons(reasons.grouped(run.ledger.told("refused")))
            for key, count in sorted(run.outcome.unknown_keys.items()):
                self.stderr.write(f"Unknown key {key!r}, ignored; records that have it: {count}.")
            if run.outcome.findings:
                found = ", ".join(f"{kind} {count}" for kind, count in sorted(run.outcome.findings.items()))
                self.stderr.write(f"Notes: {found}. Use --report for details.")
            for line in report.table(run.outcome):
                self.stdout.write(line)
        self.stdout.write(f"Dry run, nothing was changed. {run.outcome}" if run.dry_run else str(run.outcome))

    def _tell_reasons(self, grouped: list[reasons.Reason]) -> None:
        for reason in grouped[:MOST_REASONS]:
            self.stderr.write(str(reason))
        if more := grouped[MOST_REASONS:]:
            self.stderr.write(f"{len(more)} more reasons; --report lists all, --rejects writes the records.")

    def _write_files(self, run: LoadRun, options: dict[str, Any]) -> None:
        try:
            if options["rejects"]:
                report.write_rejects(options["rejects"], run.ledger)
            if options["report"]:
                asked = {"origin": options["origin"], "dry_run": options["dry_run"], "import": run.journal.run}
                content = report.report(run.outcome, run.ledger, asked)
                for path in options["report"]:
                    report.write_report(path, content)
        except OSError as error:
            raise CommandError(
                f"{run.outcome} However, {error.filename} cannot be written: {error.strerror}."
            ) from error

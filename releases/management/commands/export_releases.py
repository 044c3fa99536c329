import datetime
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import timezone

from releases.exporting import folder
from releases.exporting.records import ExportedText, path_of, record_of
from releases.exporting.selection import ExportSelection, UnknownFilterError
from releases.lists.selection import ALL_LANGUAGES
from releases.models.clock import database_time
from taxonomy import snapshot

REPEATABLE = ("field", "country", "source", "type")
ONCE = ("q", "from", "to")


class Command(BaseCommand):
    help = "Export the listed releases as JSON Lines, as they are now or were on a given day. Importing the file elsewhere recreates the same editions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [ALL_LANGUAGES, *(code for code, _name in settings.LANGUAGES)]
        parser.add_argument("--language", choices=languages, default=ALL_LANGUAGES, help="all unless given")
        for name in REPEATABLE:
            parser.add_argument(
                f"--{name}", action="append", default=[], metavar="SLUG", help="as in the list; repeatable"
            )
        for name in ONCE:
            parser.add_argument(f"--{name}", default="", dest=name, help="as in the list")
        parser.add_argument(
            "--at",
            metavar="DATE",
            help="export what was listed at the end of this day, or at this time with a UTC offset",
        )
        parser.add_argument(
            "--editions",
            choices=("current", "all"),
            default="current",
            help="all: include earlier editions and the notices of withdrawn or removed releases",
        )
        parser.add_argument("--files", type=Path, metavar="DIR", help="copy the files of the editions to this folder")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="the file to write to (default: standard output)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_time()
        selection = ExportSelection(
            filters=query(options),
            vocabularies=snapshot.current(),
            at=instant(options["at"], now) if options["at"] else now,
            history=options["editions"] == "all",
        )
        texts = copied = 0
        try:
            if options["files"]:
                options["files"].mkdir(parents=True, exist_ok=True)
            with opened(options["output"]) as output:
                for text in selection.texts():
                    output.write(msgspec.json.encode(record_of(text, selection.vocabularies)) + b"\n")
                    copied += copy_files(text, options["files"]) if options["files"] else 0
                    texts += 1
        except UnknownFilterError as error:
            raise CommandError(str(error)) from error
        except BrokenPipeError as error:
            raise CommandError("The reader closed the pipe; the export is incomplete.") from error
        except OSError as error:
            raise CommandError(f"{error.filename or 'The output'} cannot be written: {error.strerror}.") from error
        files = f", {copied} files copied" if options["files"] else ""
        # Standard output may be the export itself.
        self.stderr.write(f"Exported {texts} texts{files}.", style_func=lambda words: words)


def query(options: dict[str, Any]) -> QueryDict:
    """The filters as the query string of a list page."""
    data = QueryDict(mutable=True)
    data["language"] = options["language"]
    for name in REPEATABLE:
        data.setlist(name, options[name])
    for name in ONCE:
        data[name] = options[name]
    return data


def instant(text: str, now: datetime.datetime) -> datetime.datetime:
    """The given instant, or the end of a day in the organisation's zone. Raises CommandError for the future, which is not exported."""
    try:
        if len(text) == len("2004-01-21"):
            end_of_day = datetime.datetime.combine(datetime.date.fromisoformat(text), datetime.time.max)
            moment = timezone.make_aware(end_of_day, ZoneInfo(settings.TIME_ZONE))
        else:
            moment = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at {text} is not a date; write 2004-01-21 or 2004-01-21T10:30:00+01:00.") from error
    if moment.tzinfo is None:
        raise CommandError(f"--at {text} needs a UTC offset, such as 2004-01-21T10:30:00+01:00.")
    if moment > now and moment.date() > timezone.localdate(now):
        raise CommandError(f"--at {text} is in the future; only what has been public can be exported.")
    return min(moment, now)


def copy_files(text: ExportedText, directory: Path) -> int:
    """Copy each file once, however many editions carry it. Returns how many were written."""
    return sum(
        folder.copy(file.digest, directory / path_of(file.digest, file.name))
        for reading in (text.now, *text.before)
        for file in reading.files
    )


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """The file appears under its name only when complete."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)

"""Helpers for import tests: records, files, and the command with its output parsed."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command

SAMPLES = Path(__file__).parent / "samples"
SHARED = Path(settings.BASE_DIR).parent / "shared" / "data"


def make_record(**overrides: Any) -> dict[str, Any]:
    """A complete record; `None` removes a key."""
    record = {
        "id": "office",
        "language": "en",
        "title": "Mission opens an office",
        "date": "1999-05-03",
        "body": "<p>CHISINAU, 3 May 1999 – The office opened on Monday.</p>",
    }
    return {key: value for key, value in (record | overrides).items() if value is not None}


def write(path: Path, *records: dict[str, Any] | bytes) -> Path:
    """Write a file of JSON Lines; bytes are written as they are."""
    lines = [record if isinstance(record, bytes) else json.dumps(record).encode() for record in records]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def run(*paths: Path, **options: Any) -> tuple[str, list[str], bool]:
    """The line with the counts, the reasons for refusals, and whether the exit status is 0."""
    told, against = StringIO(), StringIO()
    try:
        call_command("import_releases", *map(str, paths), stdout=told, stderr=against, **options)
        succeeded = True
    except CommandError:
        succeeded = False
    reasons = [line for line in against.getvalue().splitlines() if not line.startswith(("Notes: ", "Read "))]
    return told.getvalue().strip(), reasons, succeeded

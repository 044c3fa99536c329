"""Helpers for import tests: records, files, and the command with its output parsed."""

import json
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile
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
    """The sentence with the counts, what was said against records, and whether the exit status is 0."""
    told, against = StringIO(), StringIO()
    with NamedTemporaryFile(suffix=".json") as file:
        reports = [Path(file.name), *([options.pop("report")] if "report" in options else [])]
        try:
            call_command("import_releases", *map(str, paths), stdout=told, stderr=against, report=reports, **options)
            succeeded = True
        except CommandError:
            succeeded = False
        found = json.loads(Path(file.name).read_text() or '{"refusals": []}')
    reasons = [f"{_where(refused)}: {refused['reason']}" for refused in found["refusals"]]
    return told.getvalue().strip(), reasons + _also_said(against.getvalue()), succeeded


def _where(refused: dict[str, Any]) -> str:
    return refused["file"] if refused["line"] is None else f"{refused['file']}:{refused['line']}"


def _also_said(against: str) -> list[str]:
    """Lines that are about no single record; the reasons begin with their number, and go on indented."""
    lines = [line for line in against.splitlines() if not line.startswith(("Notes: ", "Read ", "    "))]
    return [line for line in lines if " × " not in line]

"""The progress of a run, stored in the same transactions as what it wrote, so that an interrupted run can resume.

The row is created with the first write: an import that changes nothing leaves no trace.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min

from releases.importing.ledger import Ledger
from releases.importing.outcome import ImportOutcome
from releases.models import ImportRun, User
from releases.models.clock import Now

FOLDER = Path(settings.VAR) / "imports"


@dataclass
class Journal:
    options: Mapping[str, object] = field(default_factory=dict)
    fingerprint: str = ""
    by: User | None = None
    row: ImportRun | None = None

    @property
    def run(self) -> int | None:
        return self.row.pk if self.row else None

    def begin(self, origin: str) -> None:
        """Call inside the transaction of the first batch that writes."""
        if self.row is None:
            self.row = ImportRun.objects.create(
                origin=origin, options=self.options, fingerprint=self.fingerprint, by=self.by,
                state=ImportRun.State.RUNNING, started_at=Now(),
            )  # fmt: skip

    def settle(self, position: int, outcome: ImportOutcome) -> None:
        self._update(position=position, counts=outcome.as_json())

    def finish(self, outcome: ImportOutcome) -> None:
        self._update(state=ImportRun.State.FINISHED, finished_at=Now(), counts=outcome.as_json())

    def _update(self, **values: object) -> None:
        if self.row:
            ImportRun.objects.filter(pk=self.row.pk).update(**values)


def interrupted(origin: str, fingerprint: str) -> ImportRun | None:
    """The unfinished import of the same files with the same options, if its ledger still exists."""
    runs = ImportRun.objects.filter(origin=origin, fingerprint=fingerprint, state=ImportRun.State.RUNNING)
    run = runs.exclude(fingerprint="").order_by("pk").last()
    return run if run and ledger_path(fingerprint).exists() else None


def folder() -> Path:
    """Of the ledgers and locks of this database. Two databases used from one checkout must not share any: what a ledger says is
    true of one of them alone.
    """
    settled = connection.settings_dict
    name = str(Path(settled["NAME"]).resolve()) if connection.vendor == "sqlite" else settled["NAME"]
    born = MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
    identity = json.dumps([connection.vendor, name, settled["HOST"], settled["PORT"], str(born)])
    return FOLDER / hashlib.sha256(identity.encode()).hexdigest()[:16]


def ledger_path(fingerprint: str) -> Path:
    return folder() / f"{fingerprint[:32]}.sqlite3"


def ledger_of(fingerprint: str, run: ImportRun | None) -> Ledger:
    """The ledger of the run being resumed, or an empty one."""
    path = ledger_path(fingerprint)
    if run is None:
        path.unlink(missing_ok=True)
    ledger = Ledger(path)
    if run is not None:
        ledger.forget_after(run.position)
    return ledger


def fingerprint_of(paths: list[Path], options: Mapping[str, object]) -> str:
    """Identifies unchanged files together with the options; empty where that is impossible, as for a pipe."""
    parts: list[object] = [options]
    try:
        for path in paths:
            files = [path] if path.is_file() else sorted(inside for inside in path.rglob("*") if inside.is_file())
            parts += [(str(file.resolve()), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
            if not path.is_file() and not path.is_dir():
                return ""
    except OSError:
        return ""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@contextmanager
def alone(fingerprint: str) -> Iterator[bool]:
    """Whether no other process is importing the same files. One that is not alone keeps no journal and relies on what
    is stored.

    The lock belongs to the database or the operating system, so that it is released however the process ends.
    """
    if connection.vendor == "postgresql":
        key = int(fingerprint[:15] or "0", 16)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
            had = cursor.fetchone()[0]
        try:
            yield had
        finally:
            if had and connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
        return
    locks = folder()
    locks.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (locks / f"{fingerprint[:32] or 'none'}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True

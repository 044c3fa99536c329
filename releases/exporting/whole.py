"""The whole newsroom as a folder: a dump of its database, its files, and a list of what there is with its digests.

The database is copied first and the files afterwards: a file is written before the row that refers to it and never
changes, so every row in the copy finds its file. Folders are written under another name and renamed when complete, so
that nobody takes half a backup for a whole one.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connection, connections

from releases.files import store
from releases.models import Edition, RecordEntry

LIST = "contents.json"
FILES = "files"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class NotDone(Exception):
    """Why not, in a sentence."""


@dataclass(frozen=True)
class Contents:
    vendor: str
    editions: int
    entries: int
    files: int
    database: str  # SHA-256 of the dump

    def __str__(self) -> str:
        return f"{self.editions} editions, {self.entries} entries of the record, {self.files} files"


def back_up(folder: Path) -> Contents:
    if folder.exists():
        raise NotDone(f"{folder} exists already. Give a new folder, such as one named by the date.")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    dump = partial / DATABASE[connection.vendor]
    _dump(dump)
    files = sum(1 for _ in _copied(store.folder(), partial / FILES))
    found = Contents(connection.vendor, *_counts(), files, store.digest_of(dump))
    (partial / LIST).write_text(json.dumps(asdict(found), indent=2))
    partial.rename(folder)
    return found


def restore(folder: Path, *, replace: bool) -> Contents:
    found = _read(folder)
    if not replace and connection.introspection.table_names():
        raise NotDone("The database is not empty. Add --replace to give up what is in it.")
    _put_back(folder / DATABASE[connection.vendor])
    for _ in _copied(folder / FILES, store.folder()):
        pass
    if (counted := _counts()) != (found.editions, found.entries):
        raise NotDone(f"The database has {counted[0]} editions and {counted[1]} entries, the backup {found}.")
    return found


def _read(folder: Path) -> Contents:
    try:
        found = Contents(**json.loads((folder / LIST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise NotDone(f"{folder} is not a complete backup: it has no {LIST}.") from error
    if found.vendor != connection.vendor:
        raise NotDone(f"This backup is of {found.vendor}, and DATABASE_URL names {connection.vendor}.")
    if store.digest_of(folder / DATABASE[found.vendor]) != found.database:
        raise NotDone("The dump of the database is damaged.")
    return found


def _counts() -> tuple[int, int]:
    return Edition.objects.count(), RecordEntry.objects.count()


def _copied(source: Path, target: Path) -> Iterator[Path]:
    """Files are named by their content, so what is there already need not be copied again."""
    for path in sorted(source.rglob("*")):
        if not path.is_file():
            continue
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or copy.stat().st_size != path.stat().st_size:
            partial = copy.with_name(f"{copy.name}.partial")
            shutil.copy2(path, partial)
            partial.replace(copy)
        yield copy


# The two engines


def _dump(path: Path) -> None:
    if connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={path}", "--dbname", _name())
        return
    with closing(sqlite3.connect(path)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)


def _put_back(path: Path) -> None:
    if connection.vendor == "postgresql":
        connections.close_all()
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-comments",
            "--single-transaction",
            "--dbname",
            _name(),
            str(path),
        )
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        copy.backup(connection.connection)
    connection.close()


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    """The password goes through the environment, where other users of the machine do not see it."""
    wanted = connection.settings_dict
    given = {
        "PGHOST": wanted["HOST"],
        "PGPORT": str(wanted["PORT"]),
        "PGUSER": wanted["USER"],
        "PGPASSWORD": wanted["PASSWORD"],
    }
    environment = os.environ | {name: value for name, value in given.items() if value}
    try:
        subprocess.run([program, *arguments], env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotDone(f"{program} was not found. Install the package postgresql-client.") from error
    except subprocess.CalledProcessError as error:
        raise NotDone(f"{program}: {error.stderr.strip().splitlines()[0]}") from error

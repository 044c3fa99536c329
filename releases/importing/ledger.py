"""The memory of a run over a million items, in a small SQLite database of its own instead of in RAM.

Its file exists for as long as the run. After an interruption, entries beyond the journal's position are dropped and
recreated, so that the ledger never disagrees with the newsroom's database.
"""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from releases.importing.records import SourceItem, SourceRelease

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS seen (identifier TEXT PRIMARY KEY, digest TEXT, place TEXT, position INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (position INTEGER, file TEXT, number INTEGER, identifier TEXT, kind TEXT, sentence TEXT, line BLOB);
CREATE INDEX IF NOT EXISTS told_by_position ON told (position);
CREATE INDEX IF NOT EXISTS told_by_identifier ON told (identifier) WHERE kind IN ('refused', 'skipped');
CREATE TABLE IF NOT EXISTS waiting (position INTEGER PRIMARY KEY, file TEXT, number INTEGER, grouped TEXT, line BLOB, record BLOB);
CREATE TABLE IF NOT EXISTS planned (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
"""
TABLES = ("seen", "told", "waiting")
MOST_IN_ONE_QUESTION = 500

_record = msgspec.json.Decoder(SourceRelease)


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence about one item: a refusal, or a remark on an accepted record."""

    file: str
    number: int | None
    identifier: str
    kind: str
    written: str  # one problem a line
    line: bytes = b""

    @property
    def problems(self) -> list[str]:
        return self.written.split("\n")

    @property
    def sentence(self) -> str:
        return " ".join(self.problems)

    @property
    def where(self) -> str:
        return self.file if self.number is None else f"{self.file}:{self.number}"


class Ledger:
    """Without a path it is a private temporary file that disappears with the process."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        if path:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._database = sqlite3.connect(path or "", isolation_level=None)
        weakref.finalize(self, self._database.close)  # callers need not close it
        self._database.executescript(SCHEMA)
        self._database.execute("BEGIN")

    def keep(self) -> None:
        """Flush to disk; called before the newsroom's database commits."""
        self._database.execute("COMMIT")
        self._database.execute("BEGIN")

    def forget_after(self, position: int) -> None:
        for table in TABLES:
            self._database.execute(f"DELETE FROM {table} WHERE position > ?", [position])  # noqa: S608  # the names are our own
        self.keep()

    def delete(self) -> None:
        self._database.execute("COMMIT")
        self._database.close()
        if self._path:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    # Identifiers met so far, to tell a repetition from a contradiction

    def seen(self, identifiers: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Digest and place of those identifiers that the run has met."""
        return {key: (digest, place) for key, digest, place in self._chosen("identifier, digest, place", "seen", "identifier", identifiers)}  # fmt: skip

    def see(self, rows: list[tuple[str, str, str, int]]) -> None:
        self._database.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", rows)

    # Sentences for the report

    def tell(self, position: int, item: SourceItem, identifier: str, kind: str, sentence: str) -> None:
        line = item.line if kind == "refused" else b""
        self._database.execute(
            "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)",
            [position, item.file, item.number, identifier, kind, sentence, line],
        )

    def not_taken(self, identifiers: Iterable[str]) -> set[str]:
        """Those that this run met and did not take in."""
        kind = "kind IN ('refused', 'skipped') AND identifier"
        return {
            identifier for (identifier,) in self._chosen("DISTINCT identifier", "told", kind, identifiers) if identifier
        }

    def untell(self, positions: Iterable[int]) -> None:
        self._database.executemany("DELETE FROM told WHERE position = ?", [[position] for position in positions])

    def told(self, *kinds: str) -> Iterator[Told]:
        """In the order of the source."""
        places = ", ".join("?" * len(kinds))
        where = f"WHERE kind IN ({places})" if kinds else ""
        # A separate cursor, since rows may be written during iteration.
        cursor = self._database.cursor()
        for row in cursor.execute(
            f"SELECT file, number, identifier, kind, sentence, line FROM told {where} ORDER BY position, rowid",  # noqa: S608
            kinds,
        ):
            yield Told(*row)

    # Translations that wait for their originals

    def wait(self, position: int, item: SourceItem) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?, ?, ?)",
            [position, item.file, item.number, item.group, item.line, msgspec.json.encode(item.record)],
        )

    def waiting(self, most: int) -> Iterator[list[tuple[int, SourceItem]]]:
        """With their positions, in the order of the source, at most so many at a time."""
        last = -1
        query = "SELECT * FROM waiting WHERE position > ? ORDER BY position LIMIT ?"
        while rows := self._database.execute(query, [last, most]).fetchall():
            last = rows[-1][0]
            yield [
                (position, SourceItem(file, number, line, record=_record.decode(record), group=group))
                for position, file, number, group, line, record in rows
            ]

    def waits_no_more(self, positions: Iterable[int]) -> None:
        self._database.executemany("DELETE FROM waiting WHERE position = ?", [[position] for position in positions])

    # What a dry run would have written

    def plan(self, kind: str, rows: Iterable[tuple[object, object]]) -> None:
        self._database.executemany(
            "INSERT OR REPLACE INTO planned VALUES (?, ?, ?)",
            [(kind, str(key), msgspec.json.encode(value)) for key, value in rows],
        )

    def planned(self, kind: str, keys: Iterable[object]) -> dict[str, Any]:
        rows = self._chosen("key, value", "planned", f"kind = '{kind}' AND key", map(str, keys))
        return {key: msgspec.json.decode(value) for key, value in rows}

    def _chosen(self, columns: str, table: str, column: str, keys: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        wanted = list(keys)
        for start in range(0, len(wanted), MOST_IN_ONE_QUESTION):
            some = wanted[start : start + MOST_IN_ONE_QUESTION]
            places = ", ".join("?" * len(some))
            yield from self._database.execute(f"SELECT {columns} FROM {table} WHERE {column} IN ({places})", some)  # noqa: S608

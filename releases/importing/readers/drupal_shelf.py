"""What the responses of a Drupal site say beside its nodes, kept in a temporary database: media, files, terms, aliases and redirects,
which may come in other responses than the nodes that need them.
"""

import sqlite3
import weakref
from collections.abc import Iterable
from typing import Protocol

import msgspec

from releases.importing.fetching import Fetched, FetchError
from releases.importing.readers import drupal_answers
from releases.importing.readers.drupal_relations import (
    ALIAS,
    FILE,
    MEDIA,
    NODE_TYPE,
    REDIRECT,
    TERM,
    Object,
    leads_to,
    relations,
)  # fmt: skip
from releases.importing.readers.sources import CannotBeReadError

SCHEMA = """
PRAGMA journal_mode = OFF;
CREATE TABLE resources (kind TEXT, id TEXT, resource BLOB, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE INDEX resources_by_id ON resources (id);
CREATE TABLE addresses (node TEXT, language TEXT, address TEXT, UNIQUE (node, language, address));
"""
SHOWN = (MEDIA, FILE, TERM)
DEEPEST = 2  # a node shows a media entity, which shows a file


class Source(Protocol):
    def fetched(self, address: str) -> Fetched: ...


class Shelf:
    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        weakref.finalize(self, self._database.close)  # it lasts as long as what stands around the records
        self._database.executescript(SCHEMA)
        self.saved: set[str] = set()  # the addresses of responses that were saved

    def put(self, resources: Iterable[object]) -> None:
        """All but the nodes. What the site was told last counts."""
        chosen = [one for one in resources if isinstance(one, dict) and not str(one.get("type")).startswith(NODE_TYPE)]
        self._database.executemany(
            "INSERT OR REPLACE INTO resources VALUES (?, ?, ?)",
            [(str(one.get("type")), str(one.get("id")), msgspec.json.encode(one)) for one in chosen],
        )
        found = [address for one in chosen if one.get("type") in (ALIAS, REDIRECT) if (address := leads_to(one))]
        self._database.executemany("INSERT OR IGNORE INTO addresses VALUES (?, ?, ?)", found)

    def get(self, kind: str, identifier: str) -> Object | None:
        rows = self._database.execute("SELECT resource FROM resources WHERE kind = ? AND id = ?", [kind, identifier])
        row = rows.fetchone()
        return msgspec.json.decode(row[0]) if row else None

    def media(self, identifier: str) -> str:
        """The kind of the media entity with this id; empty if there is none."""
        rows = self._database.execute("SELECT kind FROM resources WHERE id = ?", [identifier])
        return next((kind for (kind,) in rows if kind.startswith(MEDIA)), "")

    def leading(self, node: str) -> list[tuple[str, str]]:
        """Further addresses of a node, each with its language."""
        rows = self._database.execute("SELECT language, address FROM addresses WHERE node = ? ORDER BY rowid", [node])
        return [(language, address) for language, address in rows]

    # What no response brought

    def complete(self, resource: object, source: Source, depth: int = 0) -> list[str]:
        """Fetch what the resource refers to and no response has; say what cannot be fetched."""
        failures: list[str] = []
        for relation in relations(resource):
            missing = [target for target in relation.targets if self._lacks(target)]
            if missing and relation.related:
                failures += self._fetch(relation.related, source)
            for target in relation.targets if depth + 1 < DEEPEST else ():
                found = self.get(str(target.get("type")), str(target.get("id")))
                failures += self.complete(found, source, depth + 1) if found else []
        return failures

    def _lacks(self, target: Object) -> bool:
        kind = str(target.get("type"))
        return kind.startswith(SHOWN) and self.get(kind, str(target.get("id"))) is None

    def _fetch(self, address: str, source: Source) -> list[str]:
        try:
            answer = drupal_answers.decoded(source.fetched(address).content)
        except (FetchError, CannotBeReadError) as error:
            return [f"What it refers to at {address} cannot be fetched: {error}."]
        self.put([*answer.resources, *answer.included])
        return []


def filled(raw: Iterable[bytes], shelf: Shelf) -> Shelf:
    """The shelf with what these responses bring; one that cannot be read is told when it is read as a file of its own."""
    for content in raw:
        try:
            answer = drupal_answers.decoded(content)
        except CannotBeReadError:
            continue
        shelf.put([*answer.resources, *answer.included])
        shelf.saved |= {answer.own} - {""}
    return shelf

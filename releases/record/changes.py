"""The changes that the public could see, in the order of the clock and without gaps, for programs that harvest them.

No row is written when a scheduled edition becomes public, so triggers note in advance when it will (`PublicChange.at`). Editions
recorded with an instant in the past, as imports are, count from when they were recorded: nobody could read them here before.
A change is final once its instant has passed; but one that a transaction has not committed yet may carry an earlier instant
than one that is already visible. `settled` gives the instant before which nothing can still appear. See decision 22.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import OperationalError, connection
from django.db.models import Max, Q

from releases.models import Edition
from releases.models.clock import SQLITE_NOW, database_time
from releases.models.index import PublicChange
from taxonomy.guards import Guard

EDITION = Edition._meta.db_table
CHANGE = PublicChange._meta.db_table
BATCH = 500

NOTE = (
    f"INSERT INTO {CHANGE} (edition_id, ends, at, written_at) VALUES (NEW.id, {{ends}}, {{at}}, {{now}}) "
    "ON CONFLICT (edition_id, ends) DO UPDATE SET at = excluded.at, written_at = excluded.written_at;"
)
FORGET = f"DELETE FROM {CHANGE} WHERE edition_id = NEW.id AND ends = {{ends}};"
# `clock_timestamp` and not the statement's: it is later than the moment from which `settled` sees the transaction.
POSTGRESQL_NOTE = {
    ends: NOTE.format(ends=ends, at=f"greatest(NEW.{bound}, clock_timestamp())", now="clock_timestamp()")
    for ends, bound in (("false", "live_from"), ("true", "live_until"))
}
FUNCTION = f"""
CREATE OR REPLACE FUNCTION releases_public_change_function() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before {EDITION};
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'released' THEN before := OLD; END IF;
    IF NEW.state <> 'released' THEN
        {FORGET.format(ends="false")} {FORGET.format(ends="true")}
    ELSE
        IF NEW.live_from IS DISTINCT FROM before.live_from THEN {POSTGRESQL_NOTE["false"]} END IF;
        IF NEW.live_until IS NULL THEN {FORGET.format(ends="true")}
        ELSIF NEW.live_until IS DISTINCT FROM before.live_until THEN {POSTGRESQL_NOTE["true"]} END IF;
    END IF;
    RETURN NULL;
END $$
"""


def guards() -> list[Guard]:
    return [
        _postgresql("insert", "INSERT", "NEW.state = 'released'"),
        _postgresql("update", "UPDATE", "NEW.state = 'released' OR OLD.state = 'released'"),
        _sqlite("begins", "INSERT", "NEW.state = 'released'", _sqlite_note("0", "live_from")),
        _sqlite("ends", "INSERT", "NEW.state = 'released' AND NEW.live_until IS NOT NULL", _sqlite_note("1", "live_until")),
        _sqlite("begins", "UPDATE", _sqlite_moved("live_from"), _sqlite_note("0", "live_from")),
        _sqlite("ends", "UPDATE", f"{_sqlite_moved('live_until')} AND NEW.live_until IS NOT NULL", _sqlite_note("1", "live_until")),
        _sqlite("open", "UPDATE", "NEW.live_until IS NULL AND OLD.live_until IS NOT NULL", FORGET.format(ends="1")),
        _sqlite("gone", "UPDATE", "OLD.state = 'released' AND NEW.state <> 'released'", FORGET.format(ends="0")),
    ]  # fmt: skip


def _postgresql(name: str, event: str, condition: str) -> Guard:
    name = f"releases_public_change_{name}"
    create = f"CREATE TRIGGER {name} AFTER {event} ON {EDITION} FOR EACH ROW WHEN ({condition}) "
    return Guard(name, EDITION, postgresql=(FUNCTION, f"{create} EXECUTE FUNCTION releases_public_change_function()"))


def _sqlite(name: str, event: str, condition: str, statement: str) -> Guard:
    name = f"releases_public_change_{event.lower()}_{name}"
    create = f"CREATE TRIGGER {name} AFTER {event} ON {EDITION} FOR EACH ROW WHEN {condition} BEGIN {statement} END"
    return Guard(name, EDITION, sqlite=(create,))


def _sqlite_moved(bound: str) -> str:
    return f"NEW.state = 'released' AND (OLD.state <> 'released' OR NEW.{bound} IS NOT OLD.{bound})"


def _sqlite_note(ends: str, bound: str) -> str:
    return NOTE.format(ends=ends, at=f"max(NEW.{bound}, {SQLITE_NOW})", now=SQLITE_NOW)


# Reading them


@dataclass(frozen=True, order=True)
class Position:
    """A place in the order of all changes, which never moves once its instant has passed."""

    at: datetime.datetime
    edition: int = 0
    ends: bool = True


def after(position: Position | None, batch_size: int = BATCH) -> Iterator[tuple[Position, Edition | None]]:
    """Every settled change after the position, in order, read so many at a time. The edition is None if it can no longer be read, or if another one took
    its place at the very instant at which it ended.
    """
    horizon = settled()
    while horizon is not None and (batch := _batch(position, horizon, batch_size)):
        editions = _told(batch)
        for change in batch:
            position = Position(change.at, change.edition_id, change.ends)
            yield position, editions.get((change.edition_id, change.ends))


def _batch(position: Position | None, horizon: datetime.datetime, size: int) -> list[PublicChange]:
    changes = PublicChange.objects.filter(at__lt=horizon)
    if position is not None:
        same_instant = Q(edition_id__gt=position.edition) | Q(edition_id=position.edition, ends__gt=position.ends)
        changes = changes.filter(Q(at__gt=position.at) | same_instant, at__gte=position.at)
    return list(changes.order_by("at", "edition_id", "ends")[:size])


def _told(batch: list[PublicChange]) -> dict[tuple[int, bool], Edition]:
    """Of what readers may still read, so that a text that was removed since is told of by its removal alone."""
    readable = Edition.objects.readable().in_bulk({change.edition_id for change in batch})
    ended = {key: edition for key, edition in readable.items() if edition.live_until}
    followed = Edition.objects.released().filter(
        release__in={edition.release_id for edition in ended.values()},
        live_from__in={edition.live_until for edition in ended.values()},
    )
    starts = set(followed.values_list("release_id", "language", "live_from")) if ended else set()
    return {
        (change.edition_id, change.ends): edition
        for change in batch
        if (edition := readable.get(change.edition_id))
        and not (change.ends and (edition.release_id, edition.language, edition.live_until) in starts)
    }


def settled() -> datetime.datetime | None:
    """The instant before which no change can still appear, by the database's clock; None if that is not known.

    PostgreSQL: the start of the oldest transaction that has written anything. It is read before the changes are, in a statement
    of its own: a transaction that it does not see has committed, or will note a later instant. It sees the transactions of
    its own database role.
    SQLite has one writer at a time. If there is none, nothing can appear before now; if there is one, it began
    after the last committed change was written.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT least(statement_timestamp(), min(xact_start)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
            )
            started: datetime.datetime = cursor.fetchone()[0]
            return started
    if connection.in_atomic_block or (now := _now_without_a_writer()) is None:
        now = database_time() if connection.in_atomic_block else _last_written()
    return now


def _now_without_a_writer() -> datetime.datetime | None:
    """Now, on SQLite, while the lock for writing is held; None if somebody else holds it."""
    with connection.cursor() as cursor:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                return database_time()
            finally:
                cursor.execute("ROLLBACK")
        except OperationalError:
            return None
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")


def _last_written() -> datetime.datetime | None:
    last: datetime.datetime | None = PublicChange.objects.aggregate(last=Max("written_at"))["last"]
    return last

"""Change tracking for the lists: triggers mark each edition that is listed, unlisted or given new bounds.

Marks carry an increasing stamp. On SQLite, with its single writer, it is a counter. On PostgreSQL it is the transaction
id, and the reader remembers its snapshot: whatever was still running then is asked for again, so that a transaction
that began early and committed late is not missed. A replica's snapshot does not name what is still running, so there
everything from the oldest running transaction on is asked for again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from releases.models import Edition
from releases.models.index import ListingEpoch, ListingMark
from taxonomy.guards import Guard
from taxonomy.sources import connection

EDITION = Edition._meta.db_table
MARK = ListingMark._meta.db_table
EPOCH = ListingEpoch._meta.db_table

FUNCTION = f"""
CREATE OR REPLACE FUNCTION releases_listing_mark_function() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {EPOCH} (id, token) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO NOTHING;
    INSERT INTO {MARK} (edition_id, stamp) VALUES (NEW.id, pg_current_xact_id()::text::bigint)
    ON CONFLICT (edition_id) DO UPDATE SET stamp = excluded.stamp;
    RETURN NULL;
END $$
"""


def guards() -> list[Guard]:
    return [
        _mark("insert", "INSERT", "NEW.state = 'released'"),
        _mark("update", "UPDATE", "NEW.state = 'released' OR OLD.state = 'released'"),
    ]


def _mark(name: str, event: str, condition: str) -> Guard:
    name = f"releases_listing_mark_{name}"
    return Guard(
        name=name,
        table=EDITION,
        postgresql=(
            FUNCTION,
            f"CREATE TRIGGER {name} AFTER {event} ON {EDITION} FOR EACH ROW WHEN ({condition}) "
            "EXECUTE FUNCTION releases_listing_mark_function()",
        ),
        sqlite=(
            f"CREATE TRIGGER {name} AFTER {event} ON {EDITION} FOR EACH ROW WHEN {condition} BEGIN "
            f"INSERT OR IGNORE INTO {EPOCH} (id, token) VALUES (1, hex(randomblob(16))); "
            f"INSERT OR REPLACE INTO {MARK} (edition_id, stamp) "
            f"VALUES (NEW.id, 1 + coalesce((SELECT max(stamp) FROM {MARK}), 0)); END",
        ),
    )


def begin_anew() -> None:
    """For whoever puts another database in place of this one, whose stamps say nothing of what a running process has seen."""
    ListingEpoch.objects.update_or_create(pk=1, defaults={"token": uuid4().hex})


@dataclass(frozen=True)
class Look:
    """The result of one poll: the time by the database's clock, the horizon of the marks, and which editions are newly marked."""

    now: int  # microseconds since 1970
    epoch: str | None
    horizon: str
    changed: tuple[int, ...]
    since: str | None  # the horizon of the previous poll


POSTGRESQL = f"""
SELECT (extract(epoch FROM statement_timestamp()) * 1000000)::bigint AS at, (SELECT token FROM {EPOCH} WHERE id = 1) AS epoch,
       CASE WHEN pg_is_in_recovery() THEN format('%%s:%%s:', pg_snapshot_xmin(pg_current_snapshot()), pg_snapshot_xmin(pg_current_snapshot()))
            ELSE pg_current_snapshot()::text END AS horizon,
       (SELECT string_agg(edition_id::text, ',') FROM {MARK}
        WHERE stamp >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint
          AND stamp < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
          AND NOT pg_visible_in_snapshot(stamp::text::xid8, %s::pg_snapshot)) AS changed
"""
SQLITE = f"""
SELECT CAST(strftime('%%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%%f', 'now'), 4) AS INTEGER) * 1000 AS at,
       (SELECT token FROM {EPOCH} WHERE id = 1) AS epoch, coalesce((SELECT max(stamp) FROM {MARK}), 0) AS horizon,
       (SELECT group_concat(edition_id) FROM {MARK} WHERE stamp > CAST(%s AS INTEGER)) AS changed
"""
# Before the first poll; after it, nothing is new.
NOTHING = {"postgresql": "9223372036854775807:9223372036854775807:", "sqlite": "9223372036854775807"}
ASKED = {"postgresql": 2, "sqlite": 1}  # how many times the statement takes `since` as a parameter


def question(since: str | None) -> tuple[str, list[str]]:
    """A poll as SQL with one row, to be combined with other questions, and its parameters. Without `since` nothing
    counts as new; the returned horizon is passed to the next poll.
    """
    vendor = connection().vendor
    statement = POSTGRESQL if vendor == "postgresql" else SQLITE
    return statement, [since or NOTHING[vendor]] * ASKED[vendor]


def answered(row: Sequence[Any], since: str | None) -> Look:
    now, epoch, horizon, changed = row
    return Look(now, epoch, str(horizon), tuple(map(int, str(changed).split(","))) if changed else (), since)


def look(since: str | None = None) -> Look:
    """Poll once. One query."""
    with connection().cursor() as cursor:
        cursor.execute(*question(since))
        return answered(cursor.fetchone(), since)

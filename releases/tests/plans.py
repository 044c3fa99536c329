"""Explains every statement of a block, and names the tables that it reads as a whole."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WAYS = ("seqscan", "hashjoin", "mergejoin")
SCANNED = re.compile(r"^SCAN (?P<name>\w+)(?P<how>.*)$")


def forget_statistics() -> None:
    """Those of other tests, which outlast their rows: so plans are those of tables of which nothing is known."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            ours = "relnamespace = 'public'::regnamespace"
            cursor.execute(f"UPDATE pg_class SET relpages = 0, reltuples = -1 WHERE {ours} AND relkind IN ('r', 'i')")
            cursor.execute(f"DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE {ours})")
            return
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone()[0]:
            cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_master")  # which reads them anew


@contextmanager
def whole_tables_read(big: set[str]) -> Iterator[list[tuple[str, str]]]:
    """Each of the big tables that a SELECT reads from one end to the other, with the statement.

    SQLite gets on without statistics, so its plans are those of any size. PostgreSQL is asked whether it could do without, since on
    small tables it would read everything anyway.
    """
    found: list[tuple[str, str]] = []
    forget_statistics()

    def explained(execute: Any, sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH", "(SELECT")):
            read = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
            found.extend((table, sql) for table in sorted(read(sql, parameters) & big))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(explained):
        yield found


# Indexes on few rows of a large table, which may be read as a whole; and one that PostgreSQL takes for as good as any other while a table
# is nearly empty.
EXCUSED = ("releases_record_urgent", "releases_letter_waiting", "releases_edition_one_at_an_instant")


def _on_sqlite(sql: str, parameters: Any) -> set[str]:
    """A scan in the order of an index ends with the page, unless something has to be sorted first."""
    cursor = connection.cursor().cursor  # past the wrapper that called this
    lines = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters or ()).fetchall()]
    ends_early = " LIMIT " in sql and not any("TEMP B-TREE" in line for line in lines)
    scans = [scan for line in lines if (scan := SCANNED.match(line))]
    names = dict(re.findall(r'(?:FROM|JOIN) "(\w+)" "?(U\d+|V\d+|W\d+|T\d+)"?', sql))
    names = {alias: table for table, alias in names.items()}
    large = (str(scan["name"]) for scan in scans if not ends_early and not scan["how"].endswith(EXCUSED))
    return {names.get(name, name) for name in large}


def _on_postgresql(sql: str, parameters: Any) -> set[str]:
    cursor = connection.cursor().cursor
    for way in WAYS:
        cursor.execute(f"SET enable_{way} = off")
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
    (plan,) = cursor.fetchone()
    for way in WAYS:
        cursor.execute(f"SET enable_{way} = on")
    return set(_whole((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"], limited=False))


def _whole(node: dict[str, Any], *, limited: bool) -> Iterator[str]:
    limited = (limited or node["Node Type"] == "Limit") and node["Node Type"] not in ("Sort", "Aggregate", "Hash")
    conditions = ("Index Cond", "Recheck Cond", "TID Cond")
    unbounded = "Relation Name" in node and not any(name in node for name in conditions)
    if unbounded and not limited and node.get("Index Name") not in EXCUSED:
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _whole(child, limited=limited)

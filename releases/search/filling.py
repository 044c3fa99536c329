"""Inserts and reads many rows, past the models, which take several times as long: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

from taxonomy import sources


def insert(table: str, columns: Mapping[str, str] | Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Where `columns` names PostgreSQL's type of each, rows go there in its binary form. They must not come from a query that is still
    being read. Triggers and constraints apply to each.
    """
    types = list(columns.values()) if isinstance(columns, Mapping) else []
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            form = " (FORMAT BINARY)" if types else ""
            # During COPY the driver raises its own errors, bypassing Django's wrapping.
            with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN{form}') as copy:
                if types:
                    copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(rows))  # noqa: S608 - names of ours


def read(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    connection = sources.connection()
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(statement, parameters)
            return cursor.fetchall()
        # Django's cursor has every byte sent as two letters.
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as binary:
            return binary.execute(statement, parameters, binary=True).fetchall()

"""Inserts and reads many rows, past the models, which take several times as long: in PostgreSQL's binary form."""

from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from django.db import connection

from taxonomy import sources


def insert(table: str, columns: Mapping[str, str], rows: Iterable[tuple[Any, ...]]) -> None:
    """`columns` names PostgreSQL's type of each. The rows must not come from a query that is still being read."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                copy.set_types(list(columns.values()))
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608 - names of ours


def read(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    connection = sources.connection()
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(statement, parameters)
            return cursor.fetchall()
        # Django's cursor has every byte sent as two letters.
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as binary:
            return binary.execute(statement, parameters, binary=True).fetchall()

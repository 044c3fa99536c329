"""Bulk inserts into the table of a model, and what an import needs around them."""

import datetime
import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from releases.search import filling

Row = Sequence[Any]
Converter = Callable[[Any], object]  # converts the values of one kind of column

OBJECTS_OF_A_BATCH = 200_000


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows, whose values follow the order of the columns (`attname` of the fields); other columns take the database default."""
    written = list(rows)
    if not written:
        return
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    converted = _converted(written, [_converter(connection.vendor, type(field)) for field in fields])
    filling.insert(model._meta.db_table, [field.column or field.attname for field in fields], converted)


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for future rows. On SQLite only inside a transaction, where nobody else writes."""
    if not count:
        return []
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count])  # fmt: skip
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))


def reserved_up_to(model: type[models.Model], number: int) -> None:
    """After inserting rows with explicit numbers, make the sequence continue above them. SQLite does so by itself."""
    if connection.vendor == "postgresql":
        table, column = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT setval(pg_get_serial_sequence(%s, %s), greatest(%s, (SELECT max("{column}") FROM "{table}")))',  # noqa: S608
                [table, column, number],
            )


def analyse(*tables: type[models.Model]) -> None:
    """Refresh the database's statistics for query planning; SQLite never does so on its own."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")  # rows sampled per index, so that it takes moments
        for table in tables:
            cursor.execute(f'ANALYZE "{table._meta.db_table}"')


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Relax Python's cyclic garbage collector, which would otherwise run every few hundred objects; a batch creates
    hundreds of thousands and no cycles.
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(OBJECTS_OF_A_BATCH, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def columns_of(model: type[models.Model]) -> tuple[list[str], list[object]]:
    """Every column that the database does not generate, with its default."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.db_default is models.fields.NOT_PROVIDED
    ]
    return [field.attname for field in fields], [field.get_default() for field in fields]


def _converted(rows: Iterable[Row], converters: list[Converter | None]) -> Iterable[Row]:
    some = [(index, convert) for index, convert in enumerate(converters) if convert]
    for row in rows:
        values = list(row)
        for index, convert in some:
            if values[index] is not None:
                values[index] = convert(values[index])
        yield values


def _converter(vendor: str, kind: "type[models.Field[Any, Any]]") -> Converter | None:
    if issubclass(kind, models.JSONField):
        return json.dumps
    if vendor == "postgresql":
        return None
    # As Django writes them to SQLite: in UTC, without a zone.
    if issubclass(kind, models.DateTimeField):
        return _sqlite_instant
    return str if issubclass(kind, models.DateField) else None


def _sqlite_instant(value: datetime.datetime) -> str:
    return str(value.astimezone(datetime.UTC).replace(tzinfo=None))

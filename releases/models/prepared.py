"""A queryset compiled to SQL once. Compiling takes the ORM longer than the database takes to answer, and the questions of
public pages are always the same.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections
from django.db.models import QuerySet

Key = tuple[object, ...]
Converters = dict[int, Any]
FIRST_NUMBER = 7_700_000_000_000_000_000  # stands for a number that is given later; no id is as large


class Prepared:
    """`build` makes a `values_list()` from named values; whole numbers, texts, and lists of whole numbers.

    `by_id` says that the rows of the model itself are given by their ids. With statistics from when a table was small, SQLite would rather
    read everything that is public by some index, and look for the ids in that.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, tuple[Any, ...]]], *, by_id: bool = False) -> None:
        self.build, self.by_id = build, by_id
        self._compiled: dict[Key, Statement] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """One query."""
        using = self.build(**given).db if not self._compiled else next(iter(self._compiled.values())).queryset.db
        connection = connections[using]
        key = (connection.vendor, *(len(value) if isinstance(value, list) else -1 for value in given.values()))
        if key not in self._compiled:
            self._compiled[key] = Statement(self.build, given, using, by_id=self.by_id)
        return self._compiled[key].rows(connection, list(_flat(given)))


class Statement:
    """The SQL for values of one shape, in which each given value may occur several times."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, tuple[Any, ...]]], given: dict[str, Any], using: str, *, by_id: bool
    ) -> None:
        stand_ins = list(_stand_ins(given))
        shaped = dict(_shaped(given, iter(stand_ins)))
        self.queryset = build(**shaped)
        compiler = self.queryset.query.get_compiler(using)
        self.sql, parameters = compiler.as_sql()
        if by_id and connections[using].vendor == "sqlite":
            table = connections[using].ops.quote_name(self.queryset.model._meta.db_table)
            self.sql = self.sql.replace(f"FROM {table}", f"FROM {table} NOT INDEXED", 1)  # keys are no index
        place_of = {stand_in: place for place, stand_in in enumerate(stand_ins)}
        self.constants = list(parameters)
        self.places = [(at, place_of[value]) for at, value in enumerate(parameters) if value in place_of]
        self.compiler = compiler
        self.converters: Converters = compiler.get_converters([column[0] for column in compiler.select])

    def rows(self, connection: Any, values: list[Any]) -> list[tuple[Any, ...]]:
        parameters = list(self.constants)
        for at, place in self.places:
            parameters[at] = values[place]
        with cursor_of(connection) as cursor:
            cursor.execute(self.sql, parameters)
            found = cursor.fetchall()
        return list(map(tuple, self.compiler.apply_converters(found, self.converters))) if self.converters else found


def cursor_of(connection: Any) -> Any:
    """One that lets the server keep the plan, where the database can do so."""
    return connection.prepared_cursor() if hasattr(connection, "prepared_cursor") else connection.cursor()


def _flat(given: dict[str, Any]) -> Iterator[Any]:
    for value in given.values():
        yield from value if isinstance(value, list) else [value]


def _stand_ins(given: dict[str, Any]) -> Iterator[Any]:
    for number, value in enumerate(_flat(given)):
        yield f"stands for {number}" if isinstance(value, str) else FIRST_NUMBER + number


def _shaped(given: dict[str, Any], stand_ins: Iterator[Any]) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        yield name, [next(stand_ins) for _ in value] if isinstance(value, list) else next(stand_ins)

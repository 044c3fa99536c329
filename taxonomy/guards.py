"""Triggers that hold a promise in the database itself, on both engines.

They are installed after every `migrate` and lifted before it, and are no part of any migration: SQLite rebuilds a table
to alter it and silently drops the table's triggers on the way, so that a trigger made by a migration would be gone
after the next. What the code asks for is what the database has; `manage.py check --database default` says if it is not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    """One trigger: its name, its table, and the statements that create it on each engine.

    An engine with no statements holds the promise by other means, such as a constraint.
    """

    name: str
    table: str
    postgresql: tuple[str, ...] = ()
    sqlite: tuple[str, ...] = ()

    def create(self, vendor: str) -> tuple[str, ...]:
        return self.postgresql if vendor == "postgresql" else self.sqlite

    def drop(self, vendor: str) -> str:
        on_table = f" ON {self.table}" if vendor == "postgresql" else ""
        return f"DROP TRIGGER IF EXISTS {self.name}{on_table}"


# The guards of each app, as a function: the statements name columns, which are known once all models are loaded.
registry: dict[str, Callable[[], list[Guard]]] = {}


def register(app: AppConfig, guards: Callable[[], list[Guard]]) -> None:
    registry[app.label] = guards


def install(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Create the guards, replacing those of the same name."""
    with connection.cursor() as cursor:
        for guard in guards:
            cursor.execute(guard.drop(connection.vendor))
            for statement in guard.create(connection.vendor):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Drop the guards whose table exists; a database that was never migrated has none."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            if guard.table in tables:
                cursor.execute(guard.drop(connection.vendor))


def missing(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> list[Guard]:
    """The guards that the database lacks; a table that is not there yet needs none."""
    tables = set(connection.introspection.table_names())
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return [
        guard
        for guard in guards
        if guard.table in tables and guard.create(connection.vendor) and guard.name not in present
    ]


def remove_before_migrate(sender: AppConfig, using: str, **kwargs: object) -> None:
    remove(connections[using], registry[sender.label]())


def install_after_migrate(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Wait for the app's tables: `migrate taxonomy zero` leaves none to guard."""
    guards = registry[sender.label]()
    tables = set(connections[using].introspection.table_names())
    if all(guard.table in tables for guard in guards):
        install(connections[using], guards)


@checks.register("database")
def check_guards(databases: Iterable[str] | None = None, **kwargs: object) -> list[checks.Warning]:
    """Asked by `manage.py check --database default`; a warning, since an error would stop the very `migrate` that mends it."""
    return [
        checks.Warning(
            f"{len(lost)} of the triggers that protect the record are missing from the database: {', '.join(lost)}.",
            hint="Run manage.py migrate; it installs them.",
            id="taxonomy.W001",
        )
        for alias in databases or ()
        if (lost := [guard.name for guards in registry.values() for guard in missing(connections[alias], guards())])
    ]

"""Triggers that enforce invariants in the database itself, on both engines.

They are removed before and reinstalled after every `migrate`, and are not part of any migration: SQLite alters a table
by rebuilding it and silently drops its triggers, so that one created by a migration would be lost in the next. The
database always has what the code declares; `manage.py check --database default` reports any difference.
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

    An engine without statements enforces the rule otherwise, for example by a constraint.
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


def refuse(
    name: str, table: str, event: str, condition: str, message: str, sqlite_condition: str = "", unless: str = "false"
) -> Guard:
    """A BEFORE trigger that raises for rows that meet the condition, unless another one holds, which may ask other tables."""
    function = f"{name}_function"
    kept = "OLD" if event == "DELETE" else "NEW"
    return Guard(
        name=name,
        table=table,
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF NOT ({unless}) THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {kept}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition}) "
            f"EXECUTE FUNCTION {function}()",
        ),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
            f"WHEN ({sqlite_condition or condition}) AND NOT ({unless}) "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ),
    )


def rows_are_only_added(name: str, table: str, unless: str = "false") -> list[Guard]:
    """`unless` lets updates through, never deletions."""
    return [
        refuse(f"{name}_no_{event.lower()}", table, event, "true", "The record cannot be edited.", unless=exception)
        for event, exception in (("UPDATE", unless), ("DELETE", "false"))
    ]


def table_is_never_emptied(table: str) -> Guard:
    """TRUNCATE bypasses row triggers; SQLite has no such statement."""
    name = f"{table}_never_emptied"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}_function() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'What was released cannot be deleted.' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    trigger = f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}_function()"
    return Guard(name=name, table=table, postgresql=(function, trigger))


# The guards of each app, as functions: the statements name columns, which are known only once all models are loaded.
registry: dict[str, Callable[[], list[Guard]]] = {}


def register(app: AppConfig, guards: Callable[[], list[Guard]]) -> None:
    registry[app.label] = guards


def install(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Create the guards, replacing those with the same name."""
    with connection.cursor() as cursor:
        for guard in guards:
            cursor.execute(guard.drop(connection.vendor))
            for statement in guard.create(connection.vendor):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Drop the guards on existing tables; a database that was never migrated has none."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            if guard.table in tables:
                cursor.execute(guard.drop(connection.vendor))


def missing(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> list[Guard]:
    """The guards that the database lacks; a table that does not exist yet needs none."""
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
    """Only if the app's tables exist: after `migrate taxonomy zero` there is nothing to guard."""
    guards = registry[sender.label]()
    tables = set(connections[using].introspection.table_names())
    if all(guard.table in tables for guard in guards):
        install(connections[using], guards)


@checks.register("database")
def check_guards(databases: Iterable[str] | None = None, **kwargs: object) -> list[checks.Warning]:
    """Run by `manage.py check --database default`; a warning, since an error would block the very `migrate` that repairs it."""
    return [
        checks.Warning(
            f"{len(lost)} of the triggers that protect the record are missing from the database: {', '.join(lost)}.",
            hint="Run manage.py migrate; it installs them.",
            id="taxonomy.W001",
        )
        for alias in databases or ()
        if (lost := [guard.name for guards in registry.values() for guard in missing(connections[alias], guards())])
    ]

"""Whether this version of the code can work with the database as it is."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from releases.mail import heartbeat
from taxonomy.guards import missing, registry


def problems() -> list[str]:
    """In words for an operator; nothing if all is well."""
    try:
        return [*_of_migrations(), *_of_guards(), *_of_workers()]
    except DatabaseError:
        return ["The database is not responding."]


def _of_migrations() -> list[str]:
    return ["Migrations are pending; run manage.py migrate."] if pending() else []


def _of_guards() -> list[str]:
    return ["Triggers that protect the record are missing; run manage.py migrate."] if lost_guards() else []


def _of_workers() -> list[str]:
    if pending():  # perhaps its very table
        return []
    age = heartbeat.age()
    if age is None or age > heartbeat.LATE:
        return ["No worker is at work; run manage.py db_worker."]
    return []


def lost_guards() -> list[str]:
    return [guard.name for guards in registry.values() for guard in missing(connection, guards())]


def pending() -> set[tuple[str, str]]:
    """Migrations of this code that the database lacks. One it has besides, from newer code, is no obstacle."""
    return _known() - set(MigrationRecorder(connection).applied_migrations())


@cache
def _known() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).graph.nodes)

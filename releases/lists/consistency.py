"""Compares what lists are made from with the database."""

from collections.abc import Iterator

from django.db import connection

from releases.lists import register
from taxonomy import guards


def problems() -> Iterator[str]:
    """Every discrepancy, as sentences."""
    for guard in guards.missing(connection, (guard for find in guards.registry.values() for guard in find())):
        yield f"The trigger {guard.name} is missing from the database; run manage.py migrate."
    kept, now = register.current()
    if register.differs(kept, register.read(), now):
        yield "The lists cached by this process differ from the database."

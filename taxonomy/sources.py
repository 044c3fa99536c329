"""Which database a thread reads from: the primary, unless somebody said otherwise for the duration of a request.

Only what visitors see may come from a replica (`releases.site.replicas`); whoever writes also reads from the primary.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_source: ContextVar[str] = ContextVar("source", default=DEFAULT_DB_ALIAS)


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    token = _source.set(alias)
    try:
        yield
    finally:
        _source.reset(token)


def connection() -> BaseDatabaseWrapper:
    """For statements of our own; the ORM asks the router."""
    return connections[_source.get()]


class Router:
    def db_for_read(self, model: object, **hints: Any) -> str:
        return _source.get()

    def db_for_write(self, model: object, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: object, other: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS

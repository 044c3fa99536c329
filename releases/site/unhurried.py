"""Writes by the way, on the request of a reader: they wait for no other writer, and nobody minds if they fail."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, connections, router, transaction
from django.db.models import Model

from releases.site.unavailable import AWAY

logger = logging.getLogger(__name__)

REST = 1.0  # seconds without another try after a failure: readers of a replica need not wait for a primary that is away
_resting_until = 0.0


def written(model: type[Model], write: Callable[[str], object]) -> bool:
    """Whether it was written. `write` gets the name of the database."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return False
    using = router.db_for_write(model)
    try:
        with _without_waiting(using), transaction.atomic(using):
            write(using)
    except (DatabaseError, InterfaceError) as error:
        logger.debug("%s was not written.", model.__name__, exc_info=True)
        if isinstance(error, AWAY):
            _resting_until = time.monotonic() + REST
        return False
    return True


@contextmanager
def _without_waiting(using: str) -> Iterator[None]:
    """SQLite has a single writer, which may be an import that takes minutes."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual:d}")

"""A server that is away is asked once a second, not once a query.

A page asks the database several times, and each time waits for the pool. Without this, a visitor would wait for the sum,
and every thread with them.
"""

import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError

PAUSE = 1.0  # seconds


class Away(OperationalError):
    """The server did not answer a moment ago."""


class DatabaseWrapper(base.DatabaseWrapper):
    _asked_again_at: dict[str, float] = {}  # per alias, by the monotonic clock; shared by all threads of the process

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if time.monotonic() < self._asked_again_at.get(self.alias, 0):
            raise Away("The database did not answer a moment ago.")
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            self._asked_again_at[self.alias] = time.monotonic() + PAUSE
            raise

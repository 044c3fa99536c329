"""PostgreSQL as public pages use it: found out soon when it is away, and not asked more than it needs to be.

- A server that is away is asked once a second, not once a query. A page asks the database several times, and each time waits for
  the pool; without this, a visitor would wait for the sum, and every thread with them.
- A kept connection is tried before use only if its socket has something to say: a server that ended has closed it.
- Statements that every page asks are planned by the server once per connection.
"""

import select
import time
from contextlib import suppress
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Error, OperationalError
from psycopg.types.numeric import Int8

PAUSE = 1.0  # seconds
PATIENCE = 1.0  # seconds in which to find a connection that is alive among those that are kept


class Away(OperationalError):
    """The server did not answer a moment ago."""


class DatabaseWrapper(base.DatabaseWrapper):
    _asked_again_at: dict[str, float] = {}  # per alias, by the monotonic clock; shared by all threads of the process

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if time.monotonic() < self._asked_again_at.get(self.alias, 0):
            raise Away("The database did not answer a moment ago.")
        try:
            return self._alive(super().get_new_connection(conn_params), conn_params)
        except OperationalError:
            self._asked_again_at[self.alias] = time.monotonic() + PAUSE
            raise

    def _alive(self, connection: Any, conn_params: dict[str, Any]) -> Any:
        """This connection, or else another one. After a restart of the server, all that the pool holds are dead."""
        until = time.monotonic() + PATIENCE
        while self.pool and not answers(connection):
            connection.close()
            self.pool.putconn(connection)
            if time.monotonic() > until:
                raise Away("No connection to the database is alive.")
            connection = super().get_new_connection(conn_params)
        return connection

    def prepared_cursor(self) -> Any:
        """For statements that are asked again and again, with values only where PostgreSQL can tell their type."""
        if not self.pool:
            return self.cursor()  # the plan would end with the connection
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PreparedCursor(self.connection))  # type: ignore[attr-defined,call-arg]  # Django's, for any cursor


class PreparedCursor(base.ServerBindingCursor):
    """Every whole number is a `bigint`, since a plan holds for one set of types."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        given = [Int8(value) if type(value) is int else value for value in params or ()]
        return super().execute(query, given, prepare=True, binary=True, **how)  # type: ignore[misc]  # of psycopg


def answers(connection: Any) -> bool:
    """Whether it is alive. What an idle connection receives is its end, or a notice: only then the server is asked."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if not waiting.poll(0):
        return True
    with suppress(Error):
        connection.execute("")
        return True
    return False

"""The database's clock, which alone decides what is public."""

from typing import Any

from django.db.models import Func, functions
from django.db.models.lookups import Exact

from taxonomy.clock import database_time

__all__ = ["SQLITE_NOW", "Bound", "Common", "Now", "database_time", "sqlite_text"]


def sqlite_text(moment: str) -> str:
    """SQL for an instant in the format that Django stores in SQLite, where instants are compared as text.

    Django's Now() always has three decimals there, whereas a value that went through Python is stored with six, or with
    none at a whole second: the same instant would not equal itself.
    """
    return f"replace(strftime('%Y-%m-%d %H:%M:%f', {moment}) || '000', '.000000', '')"


SQLITE_NOW = sqlite_text("'now'")


class Now(functions.Now):
    """The start of the statement; in microseconds on PostgreSQL, milliseconds on SQLite."""

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Doubled, since the backend interpolates parameters with %.
        return SQLITE_NOW.replace("%", "%%"), ()


class Bound(Func):
    """A bound of an interval in the condition of `live()`: nearly every edition meets it, so no index should be used
    for it.

    Without statistics, or with outdated ones, SQLite would use the index for what is due next, and read half of the
    table.
    """

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class Common(Exact):
    """An equality that holds for most editions, so that an index on it finds nothing.

    Without statistics SQLite takes any equality for a rare one, and would read all released editions to find twenty by their
    numbers. Half is near enough, and leaves it the index where it helps together with another column.
    """

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        sql, params = self.as_sql(compiler, connection)
        return f"likelihood({sql}, 0.5)", params

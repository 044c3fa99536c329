"""The current time by the database's clock, as a value."""

import datetime

from taxonomy.sources import connection


def database_time() -> datetime.datetime:
    """The current time by the database's clock, as a value. One query."""
    with connection().cursor() as cursor:
        if connection().vendor == "postgresql":
            cursor.execute("SELECT statement_timestamp()")
            return cursor.fetchone()[0]
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
        return datetime.datetime.fromisoformat(cursor.fetchone()[0])

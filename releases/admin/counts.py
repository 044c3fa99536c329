"""Capped counts: beyond a limit the interface says “more than”, so that nobody waits for an exact number."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST_PAGES_OF = 10_000  # rows of a list that can be paged through
MOST_COUNTED = 1_000  # rows behind a filter value


class CappedPaginator(Paginator):
    """Counts up to a limit; to see what lies beyond, users narrow the list."""

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_PAGES_OF)

    @property
    def more_than_counted(self) -> bool:
        return self._counted > MOST_PAGES_OF

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return rows.order_by()[: MOST_PAGES_OF + 1].count()


def capped_counts(querysets: Iterable[QuerySet]) -> list[int]:
    """The number of rows of each queryset, up to one more than the limit, in one statement. Querysets must be
    `values()` of one column.
    """
    parts: list[str] = []
    values: list[Any] = []
    for queryset in querysets:
        try:
            sql, parameters = queryset.order_by()[: MOST_COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, parameters = "SELECT 1 WHERE 1 = 0", ()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) choice)")  # noqa: S608  # made by the ORM, with parameters
        values += parameters
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def in_words(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)

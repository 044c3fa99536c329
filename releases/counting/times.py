"""How long texts take from the first draft to the public: of first editions that were written here, by nearest rank."""

import math
from typing import Any

from django.db.models import BigIntegerField, Count, F, Func, Q, Window
from django.db.models.functions import RowNumber

from releases.counting.changes import became_public
from releases.counting.span import Span
from releases.models import RecordEntry
from releases.models.record import CREATED, RecordQuerySet

QUARTERS = (0.25, 0.5, 0.75)
Quartiles = tuple[int, int, int]  # seconds


class Seconds(Func):
    """Whole seconds between two instants, computed and sorted by the database itself."""

    arity = 2
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(FLOOR(EXTRACT(EPOCH FROM (%(expressions)s))) AS BIGINT)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(strftime('%%%%s', %(expressions)s))"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - strftime('%%s', ", **context)


def quartiles(span: Span) -> dict[str, tuple[int, Quartiles]]:
    """By type of release, and under an empty name of all: how many, and in how many seconds a quarter, half and three quarters of them
    became public. Three queries.
    """
    drafts = (
        RecordEntry.objects.filter(step=CREATED, edition__in=became_public(span).filter(number=1))
        .annotate(seconds=Seconds(F("edition__live_from"), F("at")))
        .order_by()
    )
    counts = dict(drafts.values_list("edition__type").annotate(count=Count("pk")))
    if not counts:
        return {}
    each = _ranked(drafts, counts, [F("edition__type")])
    every = _ranked(drafts, {"": sum(counts.values())}, [])
    return {
        kind: (count, found[kind])
        for found, of in ((every, {"": sum(counts.values())}), (each, counts))
        for kind, count in of.items()
    }


def _ranked(drafts: RecordQuerySet, counts: dict[str, int], by: list[F]) -> dict[str, Quartiles]:
    """The values at the ranks of each group, in one query that the database sorts."""
    ranks = {kind: [math.ceil(quarter * count) for quarter in QUARTERS] for kind, count in counts.items()}
    wanted = Q()
    for kind, places in ranks.items():
        wanted |= Q(place__in=set(places)) & (Q(edition__type=kind) if kind else Q())
    place = Window(RowNumber(), partition_by=by or None, order_by=["seconds", "pk"])
    rows = drafts.annotate(place=place).filter(wanted).values_list("edition__type", "place", "seconds")
    found = {(kind if by else "", at): seconds for kind, at, seconds in rows}
    return {kind: tuple(found[kind, at] for at in places) for kind, places in ranks.items()}

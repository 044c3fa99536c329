"""How long a response may be cached: never past the instant at which something becomes or ceases to be public.

What is due next is read before the page is rendered and by the database's clock, so that neither a slow page nor a web
server's wrong clock lets a cache keep an outdated list. Every whole minute counts as if something were due: the
newsroom schedules to the minute, so that cache lifetimes do not reveal whether a release is imminent.
"""

import datetime
import math
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import DateTimeField, QuerySet, Subquery

from releases.lists import marks
from releases.lists.marks import Look
from releases.models import Edition, Featured
from releases.models.clock import Now
from taxonomy.revision import Revision
from taxonomy.sources import connection

LONGEST = 1.0  # seconds; also how long a withdrawn text may remain in a cache
MARGIN = 0.5  # seconds, for the transfer to the cache
MINUTE = 60


@dataclass(frozen=True)
class Freshness:
    """The situation at the start of a request: revision of the vocabularies, time by the database's clock, and what is due next."""

    token: str
    now: datetime.datetime
    due: datetime.datetime | None
    choice: int = 0  # the last one of a release for the front page
    look: Look | None = None  # recent changes to the lists, for whoever builds one
    read_at: float = field(default_factory=time.monotonic)

    def seconds(self) -> int:
        """How long a response may be cached from now, in seconds; 0 means not at all."""
        to_the_minute = MINUTE - self.now.timestamp() % MINUTE
        to_what_is_due = (self.due - self.now).total_seconds() if self.due else math.inf
        elapsed = time.monotonic() - self.read_at
        return max(0, int(min(LONGEST, to_the_minute - elapsed - MARGIN, to_what_is_due - elapsed - MARGIN)))

    def cache_control(self) -> str:
        seconds = self.seconds()
        return f"public, max-age={seconds}" if seconds else "no-cache"


def read(since: str | None) -> Freshness | None:
    """One query. The look lists changes since that horizon. None before the first term of a vocabulary exists."""
    statement, parameters = _question(connection().vendor)
    look, of_look = marks.question(since)
    with connection().cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({statement}) AS fresh CROSS JOIN ({look}) AS look", [*parameters, *of_look])  # noqa: S608  # both our own
        row = cursor.fetchone()
    if row is None:
        return None
    token, now, begins, ends, choice_begins, choice_ends, choice, *looked = row
    due = [instant for bound in (begins, ends, choice_begins, choice_ends) if (instant := _instant(bound))]
    look_found = marks.answered(looked, since)
    return Freshness(token, _instant(now), min(due, default=None), choice or 0, look_found)  # type: ignore[arg-type]  # there is always a now


@cache
def _question(vendor: str) -> tuple[str, tuple[str | int, ...]]:
    """The ORM's SQL, compiled once: every public request runs it, and compiling takes longer than executing."""
    released, choices = Edition.objects.released(), Featured.objects.all()
    state = Revision.objects.values_list(
        "token",
        Now(),
        _next(released, "live_from"),
        _next(released, "live_until"),
        _next(choices, "begins_at"),
        _next(choices, "ends_at"),
        Subquery(choices.order_by("-pk").values("pk")[:1]),
    )
    return state[:1].query.sql_with_params()


def _next(rows: QuerySet[Any], bound: str) -> Subquery:
    due = rows.filter(**{f"{bound}__gt": Now()}).order_by(bound).values(bound)[:1]
    return Subquery(due, output_field=DateTimeField())


def _instant(value: datetime.datetime | str | None) -> datetime.datetime | None:
    """SQLite returns UTC without a zone, and computed values as text."""
    instant = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant.replace(tzinfo=datetime.UTC) if instant and instant.tzinfo is None else instant

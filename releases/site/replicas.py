"""Public pages from PostgreSQL's replicas, as long as these are fresh enough; from the primary otherwise.

Once a second each process asks the primary how far it has written, and each replica how far it has followed. A replica
that has not followed what the primary had written two seconds ago gets no readers. While the primary is away, nobody can
say what is missing, and the one that got furthest serves all.

What is public at an instant is decided by the clock of the database that answers, so an embargo is no later on a replica.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from releases.site.personal import SIGNED_IN
from releases.site.unavailable import AWAY
from taxonomy.sources import reading_from

PRIMARY = DEFAULT_DB_ALIAS
PAUSE = 1.0  # seconds between two looks
REST = 5.0  # seconds without readers for a replica that failed or fell behind
FROM_THE_PRIMARY = (*SIGNED_IN, "/preview/", "/readyz", "/healthz/work")
POSITION = """
SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END) - '0/0'::pg_lsn
"""
logger = logging.getLogger(__name__)


def position_of(alias: str) -> int | None:
    """In bytes of the write-ahead log; None if it does not answer."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(POSITION)
            return int(cursor.fetchone()[0])
    except (*AWAY, TypeError):  # a replica that has not yet followed anything has no position
        return None
    finally:
        if not connections[alias].in_atomic_block:
            connections[alias].close()


class Course:
    """Where the primary was, and when, as far back as anyone could care."""

    def __init__(self, seconds: float) -> None:
        self._marks: deque[tuple[float, int]] = deque(maxlen=int(seconds / PAUSE) + 2)

    def mark(self, at: float, position: int) -> None:
        self._marks.append((at, position))

    def lag(self, position: int, now: float) -> float:
        """For how many seconds something may have been written that this position lacks."""
        if self._marks and position >= self._marks[-1][1]:
            return 0.0
        passed = [at for at, mark in self._marks if mark <= position]
        return now - passed[-1] if passed else float("inf")


class Sources:
    """The database that this process shows to visitors: always one for all its threads, and for as long as it will do,
    since another may be further or less far.
    """

    def __init__(self, replicas: list[str], longest_lag: float, ask: Callable[[str], int | None] = position_of) -> None:
        self.replicas, self.longest_lag, self.ask = replicas, longest_lag, ask
        self._course = Course(longest_lag)
        self._resting: dict[str, float] = {}
        self._current, self._until = PRIMARY, -1.0
        self._lock = threading.Lock()

    def current(self) -> str:
        """While one thread looks, the others go on with what it found before."""
        if self.replicas and time.monotonic() >= self._until and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._current

    def after_failure_of(self, alias: str) -> str:
        """Another one, or the same if there is none."""
        with self._lock:
            self._resting[alias] = time.monotonic() + REST
            if alias == self._current:
                self._look()
        return self._current

    def _look(self) -> None:
        chosen = self.choose(self.ask(PRIMARY), time.monotonic())
        if chosen != self._current:
            logger.warning("Visitors read from %s, no longer from %s.", chosen, self._current)
        self._current, self._until = chosen, time.monotonic() + PAUSE

    def choose(self, primary: int | None, now: float) -> str:
        """The one to turn to; `primary` is its position, if it answers."""
        if primary is not None:
            self._course.mark(now, primary)
        rested = [alias for alias in self.replicas if self._resting.get(alias, 0) <= now]
        known = {alias: position for alias in rested if (position := self.ask(alias)) is not None}
        if primary is None:
            return max(known, key=known.__getitem__, default=PRIMARY)
        fresh = [alias for alias, position in known.items() if self._course.lag(position, now) <= self.longest_lag]
        if self._current in fresh:
            return self._current
        self._resting |= dict.fromkeys(known.keys() - set(fresh), now + REST)
        return random.choice(fresh) if fresh else PRIMARY  # noqa: S311  # spreads the processes


sources = Sources(settings.REPLICAS, settings.REPLICA_LAG)


class ReplicaMiddleware:
    """Lets visitors read from the current source, and from another one if it fails under their hands."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not sources.replicas or not is_public(request):
            return self.get_response(request)
        source = sources.current()
        response = self._answer(request, source)
        if response.status_code == 503 and (other := sources.after_failure_of(source)) != source:
            return self._answer(request, other)
        return response

    def _answer(self, request: HttpRequest, source: str) -> HttpResponseBase:
        with reading_from(source):
            return self.get_response(request)


def is_public(request: Any) -> bool:
    return request.method in ("GET", "HEAD") and not request.path_info.startswith(FROM_THE_PRIMARY)

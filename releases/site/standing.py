"""The state of public content as this process last saw it, for the page cache.

The generation increases with everything that changes a response: committed writes (seen through the marks of the lists
and the token of the vocabularies) and the clock (an edition begins or ends). The database is polled at most once a
second, and earlier when something is due. So nothing needs to be invalidated: responses of another generation are
simply not used.
"""

import logging
import threading
import time
from dataclasses import dataclass, field

from releases.lists import register
from releases.lists.marks import Look
from releases.site import freshness
from releases.site.freshness import Freshness
from releases.site.made import Made
from releases.site.replicas import PRIMARY, sources
from releases.site.unavailable import AWAY
from taxonomy.sources import connection, reading_from

HELD = 1.0  # seconds for which a poll is valid; also how long a withdrawn text may remain in the page cache
STANDING = "newsroom.standing"  # in the environment of a request that the page cache passes on
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """`fresh` is None before the first term of a vocabulary exists; `reached`: whether the database answered the last poll."""

    generation: int
    fresh: Freshness | None
    reached: bool = True
    source: str = PRIMARY
    made: Made = field(default_factory=Made)

    def cache_control(self) -> str:
        return self.fresh.cache_control() if self.fresh and self.reached else "no-cache"


class Watch:
    """Polls on behalf of the whole process. Concurrent threads wait for the result of the one that polls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._standing = Standing(0, None)
        self._look: Look | None = None
        self._until = -1.0  # by the monotonic clock

    def standing(self) -> Standing:
        if time.monotonic() < self._until:
            return self._standing
        with self._lock:
            if time.monotonic() >= self._until:
                self._ask()
            return self._standing

    def _ask(self) -> None:
        """One query. If no database answers, the last state remains in use, and the next poll is a second later."""
        before, asked_at, source = self._standing, time.monotonic(), sources.current()
        try:
            fresh = self._read(source)
        except AWAY:
            other = sources.after_failure_of(source)
            try:
                if other == source:
                    raise
                source, fresh = other, self._read(other)
            except AWAY:
                logger.warning("The database does not answer; kept pages go on.")
                self._standing = Standing(
                    before.generation, before.fresh, reached=False, source=source, made=before.made
                )
                self._until = time.monotonic() + HELD
                return
        if another := source != before.source or not before.reached:
            # What it was last told by one database may never have reached the other.
            register.forget()
        changed = another or fresh is None or self._differs(before.fresh, fresh)
        self._look = fresh.look if fresh else None
        made = Made() if changed else before.made
        self._standing = Standing(before.generation + changed, fresh, source=source, made=made)
        self._until = asked_at + min(HELD, self._to_what_is_due(fresh))

    def _read(self, source: str) -> Freshness | None:
        with reading_from(source):
            try:
                return freshness.read(self._look.horizon if self._look else None)
            finally:
                connection().close()  # no request cycle ends here, which would close it

    def _differs(self, before: Freshness | None, now: Freshness) -> bool:
        if before is None or before.look is None or now.look is None:
            return True
        return (
            before.token != now.token
            or before.choice != now.choice
            or before.look.epoch != now.look.epoch
            or bool(now.look.changed)
            or (before.due is not None and before.due <= now.now)
        )

    @staticmethod
    def _to_what_is_due(fresh: Freshness | None) -> float:
        """Seconds until the next change, plus a little, so that the database's clock has reached it at the next poll."""
        if fresh is None or fresh.due is None:
            return HELD
        return max(0.0, (fresh.due - fresh.now).total_seconds()) + 0.001

"""What is public, as this process last saw it, for whoever keeps whole answers.

A generation grows with everything that changes an answer: what a transaction wrote (the marks of the lists and the token of the
vocabularies tell it) and what the clock brings (an instant at which an edition begins or ends). The database is asked at most
once a second, and earlier where something is due. So nobody has to throw anything away: what was made in another generation is
not used again.
"""

import logging
import threading
import time
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection

from releases.search.marks import Look
from releases.site import freshness
from releases.site.freshness import Freshness

HELD = 1.0  # seconds for which a look holds; also how long a withdrawn text may stand in the cache
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """`fresh` is None before the first term of a vocabulary; `reached` tells whether the database answered when last asked."""

    generation: int
    fresh: Freshness | None
    reached: bool = True

    def cache_control(self) -> str:
        return self.fresh.cache_control() if self.fresh and self.reached else "no-cache"


class Watch:
    """Looks for a whole process. Threads that come while one of them looks wait for what it sees."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._standing = Standing(0, None)
        self._look: Look | None = None
        self._until = -1.0  # of the monotonic clock

    def standing(self) -> Standing:
        if time.monotonic() < self._until:
            return self._standing
        with self._lock:
            if time.monotonic() >= self._until:
                self._ask()
            return self._standing

    def _ask(self) -> None:
        """One query. Where the database does not answer, what was seen last goes on, and the next second asks again."""
        before, asked_at = self._standing, time.monotonic()
        try:
            fresh = freshness.read(self._look.horizon if self._look else None)
        except (InterfaceError, OperationalError):
            logger.warning("The database does not answer; kept pages go on.")
            self._standing = Standing(before.generation, before.fresh, reached=False)
            self._until = time.monotonic() + HELD
            return
        finally:
            connection.close()  # no request ends here, which would give it back
        changed = fresh is None or self._differs(before.fresh, fresh)
        self._look = fresh.look if fresh else None
        self._standing = Standing(before.generation + changed, fresh)
        self._until = asked_at + min(HELD, self._to_what_is_due(fresh))

    def _differs(self, before: Freshness | None, now: Freshness) -> bool:
        if before is None or before.look is None or now.look is None:
            return True
        return (
            before.token != now.token
            or before.look.epoch != now.look.epoch
            or bool(now.look.changed)
            or (before.due is not None and before.due <= now.now)
        )

    @staticmethod
    def _to_what_is_due(fresh: Freshness | None) -> float:
        """In seconds, a little more than there are, so that the database's clock has got there when it is asked again."""
        if fresh is None or fresh.due is None:
            return HELD
        return max(0.0, (fresh.due - fresh.now).total_seconds()) + 0.001

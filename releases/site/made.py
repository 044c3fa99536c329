"""What was made of public content as it stands: parts of pages that hold until it changes, and the most recent of them only.

A `Standing` has them. With the next generation they are gone, so nothing needs to be dropped by hand. They never decide what is
public: whoever puts a page together asks the database which of its releases are listed now.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

MEMORY = 8 * 1024 * 1024  # bytes per process
LONGEST = 60.0  # seconds, since a page may contain the current date
EACH = 500  # bytes that an entry takes beside what is told


class Made:
    def __init__(self, memory: int = MEMORY) -> None:
        self._memory, self._used = memory, 0
        self._parts: OrderedDict[Hashable, tuple[float, int, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """None if there is nothing, or nothing recent enough."""
        with self._lock:
            found = self._parts.get(key)
            if found is None or time.monotonic() - found[0] > LONGEST:
                return None
            self._parts.move_to_end(key)
            return found[2]

    def put(self, key: Hashable, part: Any, size: int) -> None:
        """`size` in bytes."""
        with self._lock:
            if before := self._parts.pop(key, None):
                self._used -= before[1]
            self._parts[key] = time.monotonic(), size + EACH, part
            self._used += size + EACH
            while self._used > self._memory:
                self._used -= self._parts.popitem(last=False)[1][1]

"""Work that goes on beside the worker's own loop, in a thread: a turn a second, until the worker ends."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from django.db import close_old_connections, connection

PAUSE = 1.0  # seconds between two turns
AFTER_FAILURE = 10.0  # seconds
logger = logging.getLogger(__name__)


class Work(Protocol):
    def turn(self) -> None: ...


@contextmanager
def repeated(begin: Callable[[], Work], name: str) -> Iterator[None]:
    """Whatever fails is logged and tried again."""
    stopped = threading.Event()

    def run() -> None:
        work = None
        while not stopped.wait(PAUSE):
            close_old_connections()
            try:
                work = work or begin()
                work.turn()
            except Exception:
                logger.exception("The work %s failed; it goes on.", name)
                stopped.wait(AFTER_FAILURE)
        connection.close()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(PAUSE * 5)

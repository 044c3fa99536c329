"""Typesetting in a process of its own, with limits: no text can hang, crash or swell the process that serves pages."""

import hashlib
import logging
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import cache

TEMPLATE = Path(__file__).with_name("release.typ")
TYPESETTER = "releases.site.formats.pdf.typesetter"
KEPT = 60  # seconds; what was removed is in no cache after a minute
AT_ONCE = 2  # in each process that serves pages
PATIENCE = 2.0  # seconds that a request waits for its turn
LONGEST = 15.0  # seconds by the clock
SECONDS = 5  # of the processor
MEMORY = 768  # megabytes of addresses
logger = logging.getLogger(__name__)
TURNS = BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Too many files are being set."""


class Unprintable(Exception):
    """The typesetter did not come to an end within its limits."""


def typeset(content: bytes) -> bytes:
    """Once a minute at most, since the file depends on the content alone; a failure is kept too. Raises Busy or Unprintable."""
    key = "pdf:" + hashlib.sha256(TEMPLATE.read_bytes() + content).hexdigest()
    found: bytes | None = cache.get(key)
    if found is None:
        found = _in_turn(key, content)
    if not found:
        raise Unprintable
    return found


def _in_turn(key: str, content: bytes) -> bytes:
    if not TURNS.acquire(timeout=PATIENCE):
        raise Busy
    try:
        # Another request may have set it meanwhile.
        found: bytes | None = cache.get_or_set(key, lambda: run(content), KEPT)
        return found or b""
    finally:
        TURNS.release()


def run(content: bytes, *, longest: float = LONGEST, seconds: int = SECONDS, memory: int = MEMORY) -> bytes:
    """No bytes if it failed. The process gets none of our environment, which holds secrets."""
    command = [sys.executable, "-m", TYPESETTER, str(TEMPLATE), str(seconds), str(memory)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=longest, env={}, cwd=settings.BASE_DIR, check=False
        )
    except subprocess.TimeoutExpired:
        logger.warning("A PDF file was given up after %d seconds.", longest)
        return b""
    if done.returncode:
        # Not what it printed, which may quote the text.
        logger.warning("A PDF file could not be set; the typesetter ended with %d.", done.returncode)
        return b""
    return done.stdout

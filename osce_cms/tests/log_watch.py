"""Watches what all tests log, as `make serve` would write it, for words of texts, passwords and tokens."""

import logging
import re

from django.conf import settings

from osce_cms.observing.journal import JsonFormatter
from releases.tests import hidden, signing_in

WORDS = (
    "Mission opens an office",  # the headline and the lead that texts of tests have if they name no other
    "The office opened on Monday",
    hidden.MARKER,
    "Canary",
    signing_in.PASSWORD,
    signing_in.SECRET,
)
SIGNED = re.compile(r"[\w-]{10,}:[\w-]{5,7}:[\w-]{40,}|/preview/[\w-]{20,}|pbkdf2_\w+\$|sessionid=\w")
STATEMENTS = "django.db.backends"  # logged by nobody but a developer who asks for it


class LogWatch(logging.Handler):
    """`told` is what should have been logged by nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(STATEMENTS):
            return
        line = self.format(record)
        if SIGNED.search(line) or settings.SECRET_KEY in line or any(word in line for word in WORDS):
            self.told.append(line)

"""Tells caches in front of the site what has changed, so that they need not wait until what they hold expires.

It runs in the worker, once a second: after a commit and after an instant of the clock alike, and never in anybody's way. It asks what
the public has seen change, so it cannot name what is not public. What could not be told is kept and told again; a worker that starts
tells that everything may have changed. Nothing depends on it: responses expire within a second by themselves.
"""

import datetime
import logging
import shlex
import subprocess
import time
import urllib.request
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from urllib.error import URLError

from django.conf import settings

from releases.mail.repeating import repeated
from releases.models import Edition
from releases.models.clock import database_time
from releases.models.index import PublicChange
from releases.record.changes import settled
from releases.site import featuring
from releases.site.surrogate_keys import LISTS, SITE, of_release, written
from taxonomy.revision import Revision

MOST = 200  # keys that are told one by one
PATIENCE = 10.0  # seconds for a cache to answer
LONGEST_PAUSE = 60.0  # seconds between two attempts
logger = logging.getLogger(__name__)
Change = tuple[int, bool, datetime.datetime]  # id of an edition, whether it ended or began, and when


class PurgeError(Exception):
    """A cache was not told."""


class Purger:
    def __init__(self) -> None:
        self.pending = {SITE}
        self._settled = database_time()
        self._seen: set[Change] = set()  # since then
        self._token, self._choice = token(), featuring.standing()
        self._failures, self._again_at = 0, 0.0

    def turn(self) -> None:
        """Look what has changed, and tell it."""
        self.pending |= self._changed()
        if len(self.pending) > MOST:
            self.pending = {SITE}
        if not self.pending or time.monotonic() < self._again_at:
            return
        try:
            tell(sorted(self.pending))
        except PurgeError as error:
            self._failures += 1
            self._again_at = time.monotonic() + min(LONGEST_PAUSE, 2.0**self._failures)
            logger.warning("A cache was not told of changes: %s", error)
        else:
            self.pending, self._failures = set(), 0

    def _changed(self) -> set[str]:
        """A change may appear late, if its transaction took long: what is not settled is looked at again."""
        horizon = settled()
        rows = PublicChange.objects.filter(at__gte=self._settled, at__lte=database_time())
        seen = set(rows.values_list("edition_id", "ends", "at"))
        releases = Edition.objects.live_or_past().filter(pk__in={pk for pk, _, _ in seen - self._seen})
        keys = {of_release(number) for number in releases.values_list("release_id", flat=True)}
        if horizon is not None and horizon > self._settled:
            self._settled = horizon
            seen = set(rows.filter(at__gte=horizon).values_list("edition_id", "ends", "at"))
        self._seen = seen
        before, self._token = self._token, token()
        choice, self._choice = self._choice, featuring.standing()
        lists = bool(keys) or choice != self._choice
        return {*keys, *([LISTS] if lists else []), *([SITE] if before != self._token else [])}


def token() -> str | None:
    return Revision.objects.values_list("token", flat=True).first()


def tell(keys: Iterable[str]) -> None:
    """Every cache. Raises PurgeError if any was not told: then all are told again."""
    keys = list(keys)
    for url in settings.PURGE_URLS:
        _ask(url, keys)
    if settings.PURGE_COMMAND:
        _run(keys)


def _ask(url: str, keys: list[str]) -> None:
    header = settings.SURROGATE_KEYS
    request = urllib.request.Request(url, method="PURGE", headers={header: written(keys, header)})  # noqa: S310  # the operator's
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310  # likewise
            pass
    except (URLError, OSError) as error:
        raise PurgeError(f"{url} says {error}") from error


def _run(keys: list[str]) -> None:
    try:
        subprocess.run(
            shlex.split(settings.PURGE_COMMAND),
            input="".join(f"{key}\n" for key in keys),
            text=True,
            timeout=PATIENCE,
            check=True,
            capture_output=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise PurgeError(f"PURGE_COMMAND failed: {error}") from error


def running() -> AbstractContextManager[None]:
    """Beside the worker's own loop, if there is a cache to tell."""
    if not (settings.SURROGATE_KEYS and (settings.PURGE_URLS or settings.PURGE_COMMAND)):
        return nullcontext()
    return repeated(Purger, "purge")

"""The heads of the record, for those who keep them elsewhere: what was noted once can no longer be cut off or written anew.

`public_heads` are what everyone may know of releases; `take` is the head of everything, signed for a witness outside
(`releases.record.notes`). A head covers the entries with keys up to `last`, so it can be computed again at any later time from
the record itself, and need not list the end of every chain.
"""

import base64
import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef, Q

from releases.models import Edition, RecordEntry
from releases.models.clock import database_time
from releases.models.prepared import Prepared
from releases.models.record import RESCHEDULED
from releases.states import State
from taxonomy.models import VocabularyEntry


@dataclass(frozen=True)
class PublicHead:
    """The last entry of a release by which something became public: its line, its hash, and when it was written."""

    lines: int
    digest: str
    at: datetime.datetime


PUBLIC = Prepared(
    lambda releases: (
        RecordEntry.objects.filter(
            ~Q(state_before=F("state_after")) | Q(step=RESCHEDULED),
            Exists(Edition.objects.live_or_past().filter(pk=OuterRef("edition"))),
            release__in=releases,
            state_after=State.RELEASED,
        )
        .order_by("position")
        .values_list("release", "position", "hash", "at")
    )
)


def public_heads(releases: Iterable[int]) -> dict[int, PublicHead]:
    """By release. Entries about what is not public are left out: they would tell that there is work in progress. One query."""
    asked = sorted(set(releases))
    rows = PUBLIC.rows(releases=asked) if asked else []
    return {release: PublicHead(position, digest, at) for release, position, digest, at in rows}


@dataclass(frozen=True)
class Head:
    """The head of the whole record at an instant."""

    entries: int
    root: str
    last: int
    changes: int
    last_change: str
    at: datetime.datetime


@dataclass
class Tally:
    """Computes a head while the record is walked, release by release."""

    last: int
    entries: int = 0
    _root: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _end: tuple[int, int, str] | None = None

    def follow(self, key: int, release: int, position: int, hash_: str) -> None:
        if key > self.last:
            return
        if self._end and self._end[0] != release:
            self._write()
        self._end = release, position, hash_
        self.entries += 1

    def root(self) -> str:
        """The digest of the ends of all chains; call once, at the end."""
        if self._end:
            self._write()
            self._end = None
        return base64.b64encode(self._root.digest()).decode()

    def _write(self) -> None:
        self._root.update("{} {} {}\n".format(*(self._end or ())).encode())


def take() -> Head:
    """The head of the whole record now."""
    last, at = _last_entry()
    tally = Tally(last)
    ends = RecordEntry.objects.in_chains().filter(pk__lte=last)
    for entry in ends.values_list("pk", "release_id", "position", "hash").iterator(2000):
        tally.follow(*entry)
    changes, last_change = VocabularyEntry.objects.order_by("-position").values_list("position", "hash").first() or (
        0,
        "",
    )
    return Head(tally.entries, tally.root(), last, changes, last_change, at)


def _last_entry() -> tuple[int, datetime.datetime]:
    """The highest key below which nothing can appear any more: on PostgreSQL, writers that have a lower one are waited for."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {RecordEntry._meta.db_table} IN SHARE MODE")
        return RecordEntry.objects.aggregate(last=Max("pk"))["last"] or 0, database_time()

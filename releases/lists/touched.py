"""When texts were last worked on, as the number of their last entry in the record; kept in memory, new entries are added.

Opening a text changes nothing and does not count.
"""

import threading

import numpy as np
from django.db.models import Max, QuerySet

from releases.lists.columns import Joined, numbers
from releases.lists.texts import Numbers
from releases.models import RecordEntry
from releases.models.record import OPENED
from taxonomy.sources import connection

# So many of the latest are read again each time: an entry may become visible after one with a greater number, as those of a whole
# batch of an import may.
OVERLAP = 10_000

_kept: tuple[str | None, int, Numbers] | None = None  # with the epoch of the marks, and the last entry
_lock = threading.Lock()


def entries() -> QuerySet[RecordEntry]:
    return RecordEntry.objects.exclude(step=OPENED).order_by()


def last_entries(ids: Numbers, epoch: str | None) -> Numbers:
    """For each of the texts; 0 if nothing is recorded of it. Two queries, the first time over the whole record."""
    global _kept
    last = entries().aggregate(last=Max("pk"))["last"] or 0
    if connection().in_atomic_block:
        return _padded(_added(np.zeros(0, np.int64), 0), ids)
    with _lock:
        same = _kept is not None and epoch is not None and _kept[0] == epoch
        known, after = (_kept[2], _kept[1] - OVERLAP) if _kept and same else (np.zeros(0, np.int64), 0)
        _kept = epoch, last, _added(known, after)
        return _padded(_kept[2], ids)


def _added(known: Numbers, after: int) -> Numbers:
    """With the entries after that number; indexed by edition."""
    columns = entries().filter(pk__gt=after).aggregate(
        editions=Joined("edition_id", default=None), entries=Joined("pk", default=None)
    )  # fmt: skip
    editions, found = numbers(columns["editions"]), numbers(columns["entries"])
    made = np.zeros(max(len(known), int(editions.max(initial=0)) + 1), np.int64)
    made[: len(known)] = known
    order = np.argsort(found)
    made[editions[order]] = np.maximum(made[editions[order]], found[order])
    return made


def _padded(known: Numbers, ids: Numbers) -> Numbers:
    within = ids < len(known)
    return np.where(within, known[np.where(within, ids, 0)], 0)

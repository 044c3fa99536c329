"""The hash chain of a release: each entry of its record holds the hash of the previous one.

So no entry can be changed, removed or inserted without breaking the chain; `releases.record.verification` checks it.
All entries of the record are written here.
"""

from collections.abc import Iterable

from django.db import models, transaction

from releases.models import RecordEntry, Release
from releases.models.clock import database_time
from releases.record import canonical

# Fields covered by an entry's hash, including the hash of the previous entry.
CHAINED = (
    "release_id",
    "position",
    "edition_id",
    "step",
    "by_id",
    "at",
    "state_before",
    "state_after",
    "digest_before",
    "digest_after",
    "remark",
    "previous",
)


def append(entry: RecordEntry) -> RecordEntry:
    """Append one entry to the chain of its release."""
    return append_many([entry])[0]


def append_many(entries: Iterable[RecordEntry]) -> list[RecordEntry]:
    """Append entries in order, each to the chain of its release."""
    with transaction.atomic():
        return RecordEntry.objects.bulk_create(chained(entries))


def chained(entries: Iterable[RecordEntry]) -> list[RecordEntry]:
    """The entries with position and hashes set, for bulk inserts; call in a transaction. Three queries.

    The releases stay locked until the transaction ends, so that a chain never forks.
    """
    added = list(entries)
    for entry in added:
        entry.release_id = entry.release_id or entry.edition.release_id
    releases = sorted({entry.release_id for entry in added})
    list(Release.objects.select_for_update().filter(pk__in=releases).order_by("pk").values_list("pk"))
    last = _ends(releases)
    now = database_time()
    for entry in added:
        position, entry.previous = last.get(entry.release_id, (0, ""))
        entry.position = position + 1
        entry.at = now
        entry.hash = hash_of(entry)
        last[entry.release_id] = entry.position, entry.hash
    return added


def hash_of(entry: RecordEntry) -> str:
    """Recompute the hash of an entry from its content."""
    return canonical.digest({name: getattr(entry, name) for name in CHAINED})


def _ends(releases: list[int]) -> dict[int, tuple[int, str]]:
    """The end of each chain: position and hash, by release."""
    later = RecordEntry.objects.filter(release=models.OuterRef("release"), position__gt=models.OuterRef("position"))
    ends = RecordEntry.objects.filter(~models.Exists(later), release__in=releases).order_by()
    return {release: (position, hash_) for release, position, hash_ in ends.values_list("release", "position", "hash")}

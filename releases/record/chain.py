"""The chain of a release: each entry of its record holds the hash of the one before it.

So none can be changed, left out or slipped in without every later one showing it; `releases.record.verification` walks the chain.
Nothing else writes the record.
"""

from collections.abc import Iterable

from django.db import models, transaction

from releases.models import RecordEntry, Release
from releases.models.clock import database_time
from releases.record import canonical

# What the hash of an entry is made of: everything that it says, the hash of the entry before among it.
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
    """Add one entry to the chain of its release."""
    return append_many([entry])[0]


def append_many(entries: Iterable[RecordEntry]) -> list[RecordEntry]:
    """Add entries in their order, each to the chain of its release."""
    with transaction.atomic():
        return RecordEntry.objects.bulk_create(chained(entries))


def chained(entries: Iterable[RecordEntry]) -> list[RecordEntry]:
    """The entries with their places in the chains, for whoever writes many at a time; in a transaction. Three queries.

    Whoever appends holds the releases until the transaction ends, so that two chains never grow from one link.
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
    """What the hash of the entry must be, whatever it says it is."""
    return canonical.digest({name: getattr(entry, name) for name in CHAINED})


def _ends(releases: list[int]) -> dict[int, tuple[int, str]]:
    """Where each chain ends: position and hash by release."""
    later = RecordEntry.objects.filter(release=models.OuterRef("release"), position__gt=models.OuterRef("position"))
    ends = RecordEntry.objects.filter(~models.Exists(later), release__in=releases).order_by()
    return {release: (position, hash_) for release, position, hash_ in ends.values_list("release", "position", "hash")}

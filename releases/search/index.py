"""Updates the index: an edition is indexed in the same transaction as its text, and small segments are merged now and then.

What a text says now is in the segment that its entry names. A segment that holds older words of an edition lists it as
outlived, until a merge leaves them out.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, groupby

import numpy as np
from django.db import connection, transaction
from django.db.models import Q

from releases.models import Edition, RecordEntry
from releases.models.index import SearchEntry, SearchSegment
from releases.models.record import WRITING
from releases.search import filing, leaves, lexicon
from releases.search.analysis import ANALYSIS
from releases.search.filling import insert
from releases.search.leaves import Key
from releases.search.merging import merged
from releases.search.postings import PostingBatch
from releases.search.remembered import RememberedWords
from releases.search.tables import BLOCK, block_of
from releases.states import State

# With more segments than this, the smaller ones of a block are merged; checked at every eighth segment.
MOST_SEGMENTS = 4
LOOK_EVERY = 8
# When texts are indexed anew: read, and words looked up, at a time.
REWRITTEN_AT_ONCE, LOOKED_UP_AT_ONCE = 500, 300
MOST_BLOCKS = 2**31 - 1
ENTRY = SearchEntry._meta.db_table
# For PostgreSQL's advisory lock: only one process merges or rebuilds at a time.
LOCK = 0x0_5EA_2C4


def follow(entry: RecordEntry) -> None:
    """Called for each record entry: reindexes an edition whose text was written or which was released."""
    released = entry.state_after == State.RELEASED != entry.state_before
    if entry.step in WRITING or released:
        enter(entry.edition)


@transaction.atomic
def enter(edition: Edition) -> None:
    """Index the edition as it is now, in place of what it said before."""
    outlive([edition.pk])
    (segment,) = enter_all([edition])
    if segment.pk % LOOK_EVERY == 0:
        transaction.on_commit(lambda: tidy([segment.block]))


@transaction.atomic
def enter_all(editions: Iterable[Edition], remembered: RememberedWords | None = None) -> list[SearchSegment]:
    """Index editions that are not in the index: in each block a segment for those that have been released, and one for others."""
    words = RememberedWords() if remembered is None else remembered
    batches: dict[tuple[int, bool], PostingBatch] = {}
    for edition in editions:
        key = block_of(edition.pk), edition.state == State.RELEASED
        if key not in batches:
            batches[key] = PostingBatch()
        batches[key].add(edition)
    return [_written(batch, words, block, released=released) for (block, released), batch in batches.items()]


def _written(batch: PostingBatch, words: RememberedWords, block: int, *, released: bool) -> SearchSegment:
    """The batch as a segment, with an entry for each of its editions."""
    segment = new_segment(block, len(batch.editions), released=released)
    leaves.write(segment, batch.tables(words))
    for language, of_language in batch.words():
        words.enter(language, of_language)
    insert(ENTRY, {"edition_id": "int8", "segment_id": "int8"}, ((pk, segment.pk) for pk in batch.editions))
    return segment


def new_segment(block: int, editions: int, *, released: bool) -> SearchSegment:
    return SearchSegment.objects.create(block=block, editions=editions, analysis=ANALYSIS, released=released)


def outlive(editions: Sequence[int]) -> None:
    """What these texts said so far no longer counts. Call in a transaction. A merge may move their words meanwhile, to be
    followed.
    """
    while entries := dict(SearchEntry.objects.filter(edition__in=editions).values_list("edition", "segment")):
        segments = SearchSegment.objects.select_for_update().filter(pk__in=set(entries.values()))
        for segment in segments.order_by("pk"):
            gone = [edition for edition in entries if entries[edition] == segment.pk]
            SearchEntry.objects.filter(edition__in=gone).delete()
            segment.editions -= len(gone)
            segment.outlived = bytes(segment.outlived) + _packed(gone)
            segment.save() if segment.editions else segment.delete()


def _packed(editions: Iterable[int]) -> bytes:
    return (np.fromiter(editions, np.int64) % BLOCK).astype("<u2").tobytes()


@transaction.atomic
def enter_anew(numbers: Sequence[int]) -> None:
    """The same of many, as they are in the database, locked, so that an older text cannot overwrite a newer one."""
    editions = list(Edition.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    outlive(numbers)
    enter_all(editions)


@transaction.atomic
def enter_again(editions: Iterable[int]) -> None:
    """Enter the texts as they are now, leave what they said before out of every segment, and forget words that no text has any more."""
    wait_for_others()
    numbers = sorted(editions)
    blocks = {block_of(pk) for pk in numbers}
    older = ~Q(outlived=b"") & Q(block__in=blocks)
    segments = SearchSegment.objects.filter(older | Q(searchentry__edition__in=numbers)).distinct()
    had = {key for segment in segments for key in _words_of(segment, numbers)}
    for start in range(0, len(numbers), REWRITTEN_AT_ONCE):
        enter_anew(numbers[start : start + REWRITTEN_AT_ONCE])
    for segment in SearchSegment.objects.filter(older):
        merge([segment])
    _forget(had)


def _words_of(segment: SearchSegment, editions: Sequence[int]) -> Iterator[Key]:
    wanted = _packed(pk for pk in editions if block_of(pk) == segment.block)
    for part, table in leaves.stored(segment, outlived=True):
        theirs = np.logical_or.reduceat(table.held_by(wanted), table.ends[:-1])
        if ":" not in part:  # the narrower parts have the same words
            yield from ((part, word) for word in compress(table.words, theirs))


def _forget(keys: Iterable[Key]) -> None:
    """Unless a text has the words still."""
    for part, of_part in groupby(sorted(keys), key=lambda key: key[0]):
        places = [place for _, place in of_part]
        for start in range(0, len(places), LOOKED_UP_AT_ONCE):
            some = places[start : start + LOOKED_UP_AT_ONCE]
            rows = leaves.rows((filing.one(part, place) for place in some), MOST_BLOCKS, released=False)
            lexicon.forget(part, map(filing.as_written, set(some).difference(row.place for row in rows)))


# Merging


def tidy(blocks: Iterable[int] | None = None, *, all_of_it: bool = False) -> int:
    """Merge small segments. Returns how many were merged. Searches continue meanwhile."""
    if blocks is None:
        blocks = SearchSegment.objects.values_list("block", flat=True).distinct().order_by("block")
    return sum(_tidy_block(block, all_of_it=all_of_it) for block in list(blocks))


@transaction.atomic
def _tidy_block(block: int, *, all_of_it: bool) -> int:
    if not only_one():
        return 0
    segments = SearchSegment.objects.filter(block=block, analysis=ANALYSIS).order_by("released", "editions", "pk")
    chosen = [
        _worth_merging(list(alike), all_of_it=all_of_it)
        for _, alike in groupby(segments, key=lambda segment: segment.released)
    ]
    for some in filter(None, chosen):
        merge(some)
    return sum(map(len, chosen))


def _worth_merging(segments: list[SearchSegment], *, all_of_it: bool) -> list[SearchSegment]:
    """The smaller ones, without those that are far larger than all before them together."""
    if len(segments) < 2 or (len(segments) <= MOST_SEGMENTS and not all_of_it):
        return []
    total = 0
    for number, segment in enumerate(segments):
        if number > 1 and segment.editions > 2 * total and not all_of_it:
            return segments[:number]
        total += segment.editions
    return segments


def merge(segments: Sequence[SearchSegment]) -> None:
    """Replace segments of one block with one. Call in a transaction. What is outlived before its end is outlived in the new one."""
    entries = SearchEntry.objects.filter(segment__in=segments)
    had = set(entries.values_list("edition", flat=True))
    before = SearchSegment.objects.filter(pk__in=[segment.pk for segment in segments])
    segment = new_segment(segments[0].block, 0, released=segments[0].released)
    leaves.write(segment, merged(before.order_by("pk")))
    list(before.select_for_update())
    segment.editions = entries.update(segment=segment)
    segment.outlived = _packed(had.difference(segment.searchentry_set.values_list("edition", flat=True)))
    segment.save()
    before.delete()


def only_one() -> bool:
    """Take the lock without waiting, until the transaction ends. False if another process is merging or rebuilding.
    SQLite allows only one writer anyway.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def wait_for_others() -> None:
    """The same, but waits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

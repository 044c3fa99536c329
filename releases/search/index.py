"""Updates the index: an edition is indexed in the same transaction as its text, and segments of public editions are
merged now and then.

What a text says now is in the segment that its entry names. A public text never changes, so its segment may be merged with
others, invisibly to anyone searching. Of one that may still change, an older segment may hold older words; only the
newsroom's search reads such segments, and it looks at the entries.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from releases.models import Edition, RecordEntry
from releases.models.clock import Now, database_time
from releases.models.index import SearchEntry, SearchSegment
from releases.models.record import WRITING
from releases.search import leaves, lexicon
from releases.search.analysis import ANALYSIS
from releases.search.filling import insert
from releases.search.merging import merged
from releases.search.postings import PostingBatch, block_of, new_segment
from releases.states import State

# A block with more segments than this is merged; checked at every eighth segment.
MOST_SEGMENTS = 8
LOOK_EVERY = 8
# When texts are indexed anew: read, and words looked up, at a time.
REWRITTEN_AT_ONCE, LOOKED_UP_AT_ONCE = 500, 300
MOST_BLOCKS = 2**31 - 1
# For PostgreSQL's advisory lock: only one process merges or rebuilds at a time.
LOCK = 0x0_5EA_2C4


def follow(entry: RecordEntry) -> None:
    """Called for each record entry: reindexes an edition whose text was written or which was released."""
    released = entry.state_after == State.RELEASED != entry.state_before
    if entry.step in WRITING or released:
        enter(entry.edition)


def enter(edition: Edition) -> None:
    """Index the edition as it is now, in place of what it said before. One in a merged segment is public and unchanged."""
    with transaction.atomic():
        held = SearchSegment.objects.filter(searchentry__edition=edition.pk).first()
        if held and held.editions > 1 and held.released:
            return
        if held:
            SearchEntry.objects.filter(edition=edition.pk).delete()
            if held.editions == 1:
                held.delete()
        batch = PostingBatch(block_of(edition.pk))
        batch.add(edition)
        segment = write(batch, released=edition.state == State.RELEASED)
    if segment.pk % LOOK_EVERY == 0:
        transaction.on_commit(lambda: tidy([segment.block]))


def enter_all(editions: Iterable[Edition]) -> None:
    """Index many editions that are new to the index, such as a batch of an import: a segment for those that are public, and
    one for those that may still change.
    """
    now = database_time()
    batches: dict[tuple[int, bool], PostingBatch] = {}
    with transaction.atomic():
        for edition in editions:
            if edition.state == State.RELEASED and edition.live_from and edition.live_from > now:
                enter(edition)
                continue
            key = block_of(edition.pk), edition.state == State.RELEASED
            if key not in batches:
                batches[key] = PostingBatch(key[0])
            batches[key].add(edition)
        for (_, released), batch in batches.items():
            write(batch, released=released)


def write(batch: PostingBatch, *, released: bool) -> SearchSegment:
    """Store the batch as a segment, with an entry for each of its editions."""
    lexicon.keep_up()
    segment = batch.write(released=released)
    entries = ((pk, segment.pk) for pk in batch.editions)
    insert(SearchEntry._meta.db_table, {"edition_id": "int8", "segment_id": "int8"}, entries)
    return segment


def enter_again(editions: Iterable[int]) -> None:
    """Write the segments of these editions anew from the texts as they are now, and forget words that no text has any more.

    Beside them the segments of unreleased texts, which may hold older words of the same editions.
    """
    editions = list(editions)
    held = Q(searchentry__edition__in=editions) | Q(block__in={block_of(pk) for pk in editions}, released=False)
    segments = list(SearchSegment.objects.filter(held).values_list("pk", flat=True).distinct())
    members = list(
        SearchEntry.objects.filter(segment__in=segments).order_by("edition").values_list("edition", flat=True)
    )
    had = {(part, word) for segment in segments for part, table in leaves.stored(segment) for word in table.words}
    SearchEntry.objects.filter(segment__in=segments).delete()
    SearchSegment.objects.filter(pk__in=segments).delete()
    enter_all(Edition.objects.filter(pk__in=members).order_by("pk").iterator(REWRITTEN_AT_ONCE))
    wanted = sorted({leaves.one(part, word) for part, word in had})
    still = {(row.part, row.word) for some in batched(wanted) for row in leaves.rows(some, MOST_BLOCKS, released=False)}
    lexicon.forget(had - still)


def batched(wanted: Sequence[leaves.Wanted]) -> Iterator[Sequence[leaves.Wanted]]:
    for start in range(0, len(wanted), LOOKED_UP_AT_ONCE):
        yield wanted[start : start + LOOKED_UP_AT_ONCE]


# Merging


def tidy(blocks: Iterable[int] | None = None, *, all_of_it: bool = False) -> int:
    """Merge small segments of public editions. Returns how many were merged. Searches continue meanwhile."""
    if blocks is None:
        blocks = list(SearchSegment.objects.values_list("block", flat=True).distinct().order_by("block"))
    return sum(_tidy_block(block, all_of_it=all_of_it) for block in blocks)


@transaction.atomic
def _tidy_block(block: int, *, all_of_it: bool) -> int:
    if not only_one():
        return 0
    mergeable = list(_fixed_segments(block).order_by("editions", "pk").values_list("pk", "editions"))
    if len(mergeable) < 2 or (len(mergeable) <= MOST_SEGMENTS and not all_of_it):
        return 0
    chosen: list[int] = []
    total = 0
    for pk, editions in mergeable:
        # A segment far larger than all smaller ones together is not worth copying.
        if len(chosen) > 1 and editions > 2 * total and not all_of_it:
            break
        chosen.append(pk)
        total += editions
    merge(block, chosen, total)
    return len(chosen)


def _fixed_segments(block: int) -> QuerySet[SearchSegment]:
    """Segments whose editions are all public and so never change."""
    may_change = SearchEntry.objects.filter(segment=OuterRef("pk")).exclude(
        Q(edition__state=State.RELEASED, edition__live_from__lte=Now())
    )
    return SearchSegment.objects.filter(block=block, analysis=ANALYSIS, released=True).exclude(Exists(may_change))


def merge(block: int, segments: Sequence[int], editions: int) -> SearchSegment:
    """Replace several segments with one. Call in a transaction."""
    segment = new_segment(block, editions, released=True)
    leaves.write(segment, merged(segments))
    SearchEntry.objects.filter(segment__in=segments).update(segment=segment)
    SearchSegment.objects.filter(pk__in=segments).delete()
    return segment


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

"""Compares the index with the texts, edition by edition."""

import zlib
from collections.abc import Iterable, Iterator

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from releases.models import Edition
from releases.models.index import SearchSegment
from releases.search import leaves
from releases.search.analysis import ANALYSIS
from releases.search.postings import PostingBatch
from releases.search.remembered import RememberedWords
from releases.search.tables import BLOCK, BLOCK_BITS, Table, block_of

CHUNK = 4096


def blocks() -> list[int]:
    """Every block that contains editions."""
    last = Edition.objects.order_by("pk").values_list("pk", flat=True).last()
    return [] if last is None else list(range(block_of(last) + 1))


def in_block(block: int) -> tuple[int, int]:
    return block << BLOCK_BITS, ((block + 1) << BLOCK_BITS) - 1


def problems() -> Iterator[str]:
    """Every discrepancy between the index and what it should contain, as sentences."""
    for block in blocks():
        yield from problems_in(block)


def problems_in(block: int) -> Iterator[str]:
    editions = Edition.objects.filter(pk__range=in_block(block))
    absent = editions.filter(search_entry=None).count()
    if absent:
        yield f"Block {block}: {absent} editions are not in the index; run manage.py rebuild_search."
    segments = SearchSegment.objects.filter(block=block)
    if outdated := segments.exclude(analysis=ANALYSIS).count():
        yield f"Block {block}: {outdated} segments were made by another version; run manage.py rebuild_search."
    if differing := differing_editions(block):
        numbers = ", ".join(map(str, differing[:10]))
        yield f"Block {block}: the index differs from the texts of {len(differing)} editions ({numbers})."


def differing_editions(block: int) -> list[int]:
    """Editions whose words, weights or positions in the index differ from those of their texts."""
    of_index = np.zeros(BLOCK, np.uint64)
    for segment in SearchSegment.objects.filter(block=block):
        of_index += sums(leaves.stored(segment))
    of_texts = np.zeros(BLOCK, np.uint64)
    for batch in batches(Edition.objects.filter(pk__range=in_block(block), search_entry__isnull=False)):
        of_texts += sums(batch.tables(RememberedWords()))
    return [(block << BLOCK_BITS) | int(number) for number in np.flatnonzero(of_index != of_texts)]


def batches(editions: QuerySet[Edition]) -> Iterator[PostingBatch]:
    """The analysed words of the editions, some thousands of editions at a time."""
    batch = PostingBatch()
    for edition in editions.order_by("pk").iterator(chunk_size=1000):
        batch.add(edition)
        if len(batch.editions) == CHUNK:
            yield batch
            batch = PostingBatch()
    yield batch


def sums(tables: Iterable[tuple[str, Table]]) -> NDArray[np.uint64]:
    """A checksum per edition of a block, over all its words, weights and positions, independent of their order."""
    found = np.zeros(BLOCK, np.uint64)
    for part, table in tables:
        keys = np.array([zlib.crc32(leaves.as_bytes(part, word)) for word in table.words], np.uint64)
        number = table.times.astype(np.int64)
        ends = np.cumsum(number)
        running = np.concatenate([[0], np.cumsum(table.places.astype(np.int64))])
        total = 1 + table.weights.astype(np.int64) + 257 * number + 65_537 * (running[ends] - running[ends - number])
        of_key = np.repeat(keys * np.uint64(0x9E3779B97F4A7C15), table.often)
        np.add.at(found, table.editions, of_key * total.astype(np.uint64))
    return found

"""Reads and writes leaves: consecutive words of a segment in one row, with the same code for both databases.

A batch of editions has tens of thousands of words. A row for each, in the indexes of the database, costs more than
everything else in an import; in leaves they are some hundred rows, written one after the other.
"""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from releases.models.index import SearchEntry, SearchLeaf, SearchSegment
from releases.search.filling import insert
from releases.search.tables import Columns, Table

LEAF = SearchLeaf._meta.db_table
SEGMENT = SearchSegment._meta.db_table

FULL = 8_000  # bytes of a leaf; a frequent word has one of its own, of any size
ROWS_AT_ONCE = 400
HEADER = struct.Struct("<HI")  # the number of words, and the bytes of their names
LAST = chr(0x10FFFF)

# Part and word.
Key = tuple[str, str]


def as_bytes(part: str, word: str) -> bytes:
    return f"{part}\0{word}".encode()


def apart(last: bytes | memoryview) -> Key:
    part, word = bytes(last).decode().split("\0", 1)
    return part, word


class Wanted(NamedTuple):
    """The words of a part from the first to the last of them in the order of bytes."""

    part: str
    first: str
    last: str


def one(part: str, word: str) -> Wanted:
    return Wanted(part, word, word)


def beginning(part: str, letters: str) -> Wanted:
    return Wanted(part, letters, letters + LAST)


class Row(NamedTuple):
    """One word in one segment."""

    block: int
    part: str
    word: str
    columns: Columns


# Packing


def packed(table: Table) -> bytes:
    names = "\n".join(table.words).encode()
    counts = (table.often - 1).astype("<u2").tobytes(), table.placed.astype("<u4").tobytes()
    columns = (column.tobytes() for column in table.columns)
    return b"".join([HEADER.pack(len(table.words), len(names)), names, *counts, *columns])


def whole(data: bytes) -> Table:
    """A leaf as a table."""
    number, length = HEADER.unpack_from(data)
    start = HEADER.size + length
    often = np.frombuffer(data, "<u2", number, start).astype(np.int64) + 1
    placed = np.frombuffer(data, "<u4", number, start + 2 * number).astype(np.int64)
    total, base = int(often.sum()), start + 6 * number
    columns = (
        np.frombuffer(data, kind, size, base + at * total)
        for kind, size, at in (("<u2", total, 0), ("u1", total, 2), ("u1", total, 3), ("<u2", int(placed.sum()), 4))
    )
    return Table(data[HEADER.size : start].decode().split("\n"), often, placed, *columns)


def unpacked(data: bytes, wanted: Sequence[Wanted] = ()) -> Iterator[tuple[str, Columns]]:
    """The words of a leaf, or those that are wanted."""
    number, length = HEADER.unpack_from(data)
    start = HEADER.size + length
    names = data[HEADER.size : start].decode().split("\n")
    chosen = _chosen(names, wanted) if wanted else range(number)
    if not chosen:
        return
    editions = np.frombuffer(data, "<u2", number, start).astype(np.int64) + 1
    places = np.frombuffer(data, "<u4", number, start + 2 * number)
    ends, of_places = np.cumsum(editions), np.cumsum(places, dtype=np.int64)
    total, base = int(ends[-1]), start + 6 * number
    for at in chosen:
        stop, last = int(ends[at]), int(of_places[at])
        first, before = stop - int(editions[at]), last - int(places[at])
        weights, times, where = base + 2 * total, base + 3 * total, base + 4 * total
        yield (
            names[at],
            (
                data[base + 2 * first : base + 2 * stop],
                data[weights + first : weights + stop],
                data[times + first : times + stop],
                data[where + 2 * before : where + 2 * last],
            ),
        )


def _chosen(names: list[str], wanted: Sequence[Wanted]) -> list[int]:
    runs = (range(bisect_left(names, each.first), bisect_right(names, each.last)) for each in wanted)
    return sorted({at for run in runs for at in run})


def write(segment: SearchSegment, tables: Iterable[tuple[str, Table]]) -> None:
    """The parts in order, and the words of each."""
    made = (
        (segment.pk, as_bytes(part, leaf.words[-1]), packed(leaf)) for part, table in tables for leaf in _cut(table)
    )
    while some := list(islice(made, ROWS_AT_ONCE)):
        insert(LEAF, {"segment_id": "int8", "last": "bytea", "data": "bytea"}, some)


def _cut(table: Table) -> Iterator[Table]:
    """In pieces that are just full."""
    sizes = np.fromiter(map(len, table.words), np.int64, len(table.words)) + 4 * table.often + 2 * table.placed
    ends = np.cumsum(sizes)
    start = before = 0
    while start < len(ends):
        stop = min(int(np.searchsorted(ends, before + FULL)) + 1, len(ends))
        yield table.slice(start, stop)
        start, before = stop, int(ends[stop - 1])


# Reading


def stored(segment: int) -> Iterator[tuple[str, Table]]:
    """All leaves of the segment in their order, each with its part."""
    leaves = SearchLeaf.objects.filter(segment=segment).order_by("last").values_list("last", "data")
    for last, data in leaves.iterator(chunk_size=50):
        yield apart(last)[0], whole(bytes(data))


def rows(wanted: Iterable[Wanted], blocks: int, *, released: bool = True) -> Iterator[Row]:
    """What the segments say of these words. Two queries; none if nothing is wanted.

    Unreleased texts that were entered together may have been entered again since: of these the latest counts.
    """
    chosen = list(dict.fromkeys(wanted))
    if not chosen or not (found := _found(chosen, blocks, released=released)):
        return
    by_part = {part: list(each) for part, each in groupby(sorted(chosen), key=lambda each: each.part)}
    # Not in one query with the first: PostgreSQL would guess wrongly how many leaves it finds.
    leaves = SearchLeaf.objects.filter(pk__in=found).values_list("last", "data", "segment")
    blocks_of = dict(found.values())
    valid = {} if released else _valid(blocks_of)
    for last, data, segment in leaves:
        part = bytes(last).split(b"\0")[0].decode()
        for word, columns in unpacked(bytes(data), by_part.get(part, [])) if part in by_part else ():
            kept = columns if segment not in valid else only(columns, valid[segment])
            yield Row(blocks_of[segment], part, word, kept)


def _found(wanted: list[Wanted], blocks: int, *, released: bool) -> dict[int, tuple[int, int]]:
    """The leaves that hold the words, with segment and block. In each segment, an index is looked up twice for each word."""
    joined, number = ("string_agg", "id::text") if connection.vendor == "postgresql" else ("group_concat", "id")
    parameters: list[Any] = [as_bytes(part, word) for part, *ends in wanted for word in ends]
    values = ", ".join(["(%s, %s)"] * len(wanted))
    statement = f"""
        WITH wanted (low, high) AS (VALUES {values})
        SELECT segment.id, segment.block, (
            SELECT {joined}({number}, ',') FROM {LEAF} AS leaf WHERE leaf.segment_id = segment.id AND leaf.last >= low
            AND leaf.last <= coalesce((
                SELECT later.last FROM {LEAF} AS later
                WHERE later.segment_id = segment.id AND later.last >= high ORDER BY later.last LIMIT 1
            ), high)
        ) FROM {SEGMENT} AS segment CROSS JOIN wanted WHERE segment.block < %s AND (segment.released OR NOT %s)
    """  # noqa: S608 - names of tables only
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, blocks, released])
        return {
            int(leaf): (segment, block) for segment, block, leaves in cursor if leaves for leaf in leaves.split(",")
        }


def _valid(segments: Iterable[int]) -> dict[int, np.ndarray]:
    """By segment of several texts that may change: whose text it still holds."""
    several = SearchSegment.objects.filter(pk__in=segments, released=False, editions__gt=1).values_list("pk", flat=True)
    return {segment: entered(segment) for segment in several}


def entered(segment: int) -> np.ndarray:
    """The editions whose words are in this segment, by their number within the block."""
    numbers = np.fromiter(SearchEntry.objects.filter(segment=segment).values_list("edition", flat=True), np.int64)
    return (numbers & 0xFFFF).astype(np.uint16)


def only(columns: Columns, kept: np.ndarray) -> Columns:
    """What the columns say of these editions."""
    editions, weights, times, places = columns
    chosen = np.isin(np.frombuffer(editions, "<u2"), kept)
    often = np.frombuffer(times, np.uint8)
    where = np.frombuffer(places, "<u2")[np.repeat(chosen, often)] if places else np.empty(0, "<u2")
    parts = (np.frombuffer(editions, "<u2")[chosen], np.frombuffer(weights, np.uint8)[chosen], often[chosen], where)
    return tuple(part.tobytes() for part in parts)  # type: ignore[return-value]

"""Reads and writes leaves: consecutive words of a segment in one row, with the same code for both databases.

A batch of editions has tens of thousands of words. A row for each, in the indexes of the database, costs more than
everything else in an import; in leaves they are some hundred rows, written one after the other.
"""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from releases.models.index import SearchLeaf, SearchSegment
from releases.search.analysis import ANALYSIS
from releases.search.bits import Positions
from releases.search.filing import Wanted, beginning
from releases.search.filling import insert, read
from releases.search.tables import BLOCK_BITS, Table
from taxonomy.sources import connection

LEAF = SearchLeaf._meta.db_table
SEGMENT = SearchSegment._meta.db_table

FULL = 8_000  # bytes of a leaf; a frequent word has one of its own, of any size
ROWS_AT_ONCE = 400
HEADER = struct.Struct("<HI")  # the number of words, and the bytes of their names

# Part and place, as in `filing`.
Key = tuple[str, str]
Kind = TypeVar("Kind", bound=np.generic)


def as_bytes(part: str, place: str) -> bytes:
    return f"{part}\0{place}".encode()


def apart(last: bytes | memoryview) -> Key:
    part, place = bytes(last).decode().split("\0", 1)
    return part, place


class Row(NamedTuple):
    """One word in one segment: a place in a table, since most words are looked up for a part of what is known of them."""

    block: int
    part: str
    table: Table
    at: int

    @property
    def place(self) -> str:
        return self.table.words[self.at]

    @property
    def editions(self) -> Positions:
        return self.of(self.table.editions).astype(np.int64) + (self.block << BLOCK_BITS)

    def of(self, column: NDArray[Kind]) -> NDArray[Kind]:
        return column[self.table.ends[self.at] : self.table.ends[self.at + 1]]

    @property
    def positions(self) -> NDArray[np.uint16]:
        return self.table.places[self.table.place_ends[self.at] : self.table.place_ends[self.at + 1]]


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


def stored(segment: SearchSegment, *, outlived: bool = False, at_once: int = 50) -> Iterator[tuple[str, Table]]:
    """All leaves of the segment in their order, each with its part; with what no longer counts if `outlived`."""
    numbers = list(SearchLeaf.objects.filter(segment=segment).order_by("last").values_list("pk", flat=True))
    for start in range(0, len(numbers), at_once):
        some = SearchLeaf.objects.filter(pk__in=numbers[start : start + at_once]).order_by("last")
        for last, data in some.values_list("last", "data"):
            table = whole(bytes(data))
            yield apart(last)[0], table if outlived else table.without(segment.outlived)


class Leaf(NamedTuple):
    number: int
    block: int
    analysis: str
    outlived: bytes
    last: bytes
    data: bytes


def rows(wanted: Iterable[Wanted], blocks: int, *, released: bool = True) -> Iterator[Row]:
    """What the segments say of the words. One query; none if nothing is wanted."""
    chosen = sorted(set(wanted))
    found = _read(chosen, blocks, released=released) if chosen else []
    if any(leaf.analysis != ANALYSIS for leaf in found):
        chosen = [beginning(each.part, each.wider) if each.wider else each for each in chosen]
        found = _read(chosen, blocks, released=released)
    for leaf in {leaf.number: leaf for leaf in found}.values():
        part = apart(leaf.last)[0]  # beyond a part's last word begins the next part
        if of_part := [each for each in chosen if each.part == part]:
            table = whole(leaf.data).without(leaf.outlived)
            yield from (Row(leaf.block, part, table, at) for at in _chosen(table.words, of_part))


def _chosen(words: list[str], wanted: Iterable[Wanted]) -> set[int]:
    runs = (range(bisect_left(words, each.first), bisect_right(words, each.last)) for each in wanted)
    return {at for run in runs for at in run}


def _read(wanted: list[Wanted], blocks: int, *, released: bool) -> list[Leaf]:
    """In each segment, an index is looked up twice for each of them."""
    within = f"""
        leaf.segment_id = segment.id AND leaf.last >= low AND leaf.last <= coalesce((
            SELECT later.last FROM {LEAF} AS later
            WHERE later.segment_id = segment.id AND later.last >= high ORDER BY later.last LIMIT 1
        ), high)
    """  # noqa: S608 - names of tables only
    if connection().vendor == "postgresql":
        # The limit has it look them up one by one. Not known beforehand, it also makes it expect fewer: without, PostgreSQL expects so
        # many that it compiles the statement first, which takes a hundred times as long as running it.
        leaf = f"CROSS JOIN LATERAL (SELECT * FROM {LEAF} AS leaf WHERE {within} LIMIT (SELECT 1000000)) AS leaf"  # noqa: S608
    else:
        leaf = f"JOIN {LEAF} AS leaf ON {within}"
    statement = f"""
        WITH wanted (low, high) AS (VALUES {", ".join(["(%s, %s)"] * len(wanted))})
        SELECT leaf.id, segment.block, segment.analysis, segment.outlived, leaf.last, leaf.data
        FROM {SEGMENT} AS segment CROSS JOIN wanted {leaf} WHERE segment.block < %s AND (segment.released OR NOT %s)
    """  # noqa: S608 - names of tables only
    bounds = [as_bytes(each.part, place) for each in wanted for place in (each.first, each.last)]
    return [Leaf(*row) for row in read(statement, [*bounds, blocks, released])]

"""Joins segments into one, holding some leaves of each at a time, however large they are."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from django.db.models.functions import Length

from releases.models.index import SearchLeaf
from releases.search import leaves
from releases.search.tables import Table, joined

WINDOW = 4_000_000  # bytes of leaves joined at a time


class Leaf(NamedTuple):
    """Where to find it, and its last word."""

    pk: int
    segment: int
    part: str
    last: str
    size: int


def merged(segments: Iterable[int], window: int = WINDOW) -> Iterator[tuple[str, Table]]:
    """What the segments say together, part by part; of one word, what an earlier one of them says comes first. What is outlived
    is left out."""
    order = {segment: number for number, segment in enumerate(segments)}
    for part, of_part in groupby(_leaves(order), key=lambda leaf: leaf.part):
        yield from ((part, table) for table in _of_part(list(of_part), order, window))


def _leaves(order: dict[int, int]) -> list[Leaf]:
    found = SearchLeaf.objects.filter(segment__in=order).annotate(size=Length("data")).order_by("last", "pk")
    rows = found.values_list("pk", "segment_id", "last", "size")
    return [Leaf(pk, segment, *leaves.apart(last), size) for pk, segment, last, size in rows]


def _of_part(listed: list[Leaf], order: dict[int, int], window: int) -> Iterator[Table]:
    """Window by window: all words up to one of the last words. What a leaf has beyond it waits for the next window."""
    waiting: dict[int, list[Leaf]] = {segment: [] for segment in order}
    for leaf in listed:
        waiting[leaf.segment].append(leaf)
    rest: list[tuple[int, Table]] = []
    for last in _cuts(listed, window):
        far_enough = {segment for segment, table in rest if table.words[-1] >= last}
        needed = [of_one for segment, of_one in waiting.items() if segment not in far_enough]
        held = [*rest, *_read([leaf for of_one in needed for leaf in _taken(of_one, last)])]
        split = [(segment, *table.up_to(last)) for segment, table in held]
        rest = [(segment, later) for segment, _, later in split if later.words]
        if now := [first for _, first, _ in sorted(split, key=lambda row: order[row[0]]) if first.words]:
            yield joined(now)


def _cuts(listed: list[Leaf], window: int) -> Iterator[str]:
    """The last word of each window."""
    size = 0
    for leaf in listed:
        size += leaf.size
        if size >= window:
            yield leaf.last
            size = 0
    if size:
        yield listed[-1].last


def _taken(of_one: list[Leaf], last: str) -> list[Leaf]:
    """The leaves of one segment that may have words up to this one; the last of them may go beyond it."""
    ends = next((number for number, leaf in enumerate(of_one) if leaf.last >= last), len(of_one))
    taken = of_one[: ends + 1]
    del of_one[: ends + 1]
    return taken


def _read(chosen: list[Leaf]) -> Iterator[tuple[int, Table]]:
    pks = [leaf.pk for leaf in chosen]
    for start in range(0, len(pks), leaves.ROWS_AT_ONCE):
        some = SearchLeaf.objects.filter(pk__in=pks[start : start + leaves.ROWS_AT_ONCE])
        for segment, outlived, data in some.values_list("segment_id", "segment__outlived", "data"):
            yield segment, leaves.whole(bytes(data)).without(outlived)

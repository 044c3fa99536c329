"""Tables of postings: many words in order, with everything known of them in parallel arrays. Makes no queries.

A batch of an import has fifty thousand words, an archive has millions. Handled one by one they cost more than the texts
they come from; as arrays they are cut and joined at the speed of copying.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray

# A block is so many consecutive edition ids.
BLOCK_BITS = 16
BLOCK = 1 << BLOCK_BITS

Numbers = NDArray[np.int64]


def block_of(edition_id: int) -> int:
    return edition_id >> BLOCK_BITS


@dataclass(frozen=True)
class Table:
    """The words in the order of their bytes, how many editions and positions each has, and these one after the other."""

    words: list[str]
    often: Numbers
    placed: Numbers
    editions: NDArray[np.uint16]
    weights: NDArray[np.uint8]
    times: NDArray[np.uint8]
    places: NDArray[np.uint16]

    @cached_property
    def ends(self) -> Numbers:
        """Where the editions of each word end, from 0 before the first."""
        return _running(self.often)

    @cached_property
    def place_ends(self) -> Numbers:
        return _running(self.placed)

    def slice(self, first: int, last: int) -> "Table":
        """The words from this number to before that one."""
        rows = slice(self.ends[first], self.ends[last])
        return Table(
            self.words[first:last], self.often[first:last], self.placed[first:last], self.editions[rows], self.weights[rows],
            self.times[rows], self.places[self.place_ends[first] : self.place_ends[last]],
        )  # fmt: skip

    def up_to(self, word: str) -> tuple["Table", "Table"]:
        """The words up to and including this one, and the others."""
        at = bisect_right(self.words, word)
        return self.slice(0, at), self.slice(at, len(self.words))

    def without(self, outlived: bytes | memoryview) -> "Table":
        """What it says of other editions, with the words that any of these has."""
        if not outlived or (kept := ~self.held_by(outlived)).all():
            return self
        starts = self.ends[:-1]
        often, placed = (np.add.reduceat(numbers, starts, dtype=np.int64) for numbers in (kept, kept * self.times))
        there = often > 0
        return Table(
            list(compress(self.words, there)), often[there], placed[there], self.editions[kept], self.weights[kept],
            self.times[kept], self.places[np.repeat(kept, self.times)],
        )  # fmt: skip

    def held_by(self, editions: bytes | memoryview) -> NDArray[np.bool_]:
        """Which of the postings are those of these editions."""
        return np.isin(self.editions, np.frombuffer(editions, "<u2"))

    def refiled(self, places: Sequence[str]) -> "Table":
        """Without positions, each word at another place; words without one are left out."""
        order = np.array(sorted(compress(range(len(places)), places), key=places.__getitem__), np.int64)
        often = self.often[order]
        chosen = _moved(self.often, order)
        never = np.zeros(len(chosen), np.uint8)
        return Table(
            [places[number] for number in order.tolist()], often, np.zeros(len(order), np.int64), self.editions[chosen],
            self.weights[chosen], never, self.places[:0],
        )  # fmt: skip

    @property
    def columns(self) -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint16]]:
        return self.editions, self.weights, self.times, self.places


def _running(lengths: Numbers) -> Numbers:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def in_order(words: Sequence[str]) -> tuple[list[str], Numbers]:
    """The words sorted, and for each of those given the number that it has among them."""
    sorted_words = sorted(set(words))
    numbers = {word: number for number, word in enumerate(sorted_words)}
    return sorted_words, np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))


# Joining


def consecutive(tables: Sequence[Table]) -> Table:
    """As one, tables of which each begins with a later word than the one before it ended with."""
    words = list(chain.from_iterable(table.words for table in tables))
    often, placed, *columns = (
        np.concatenate(each)
        for each in zip(*((table.often, table.placed, *table.columns) for table in tables), strict=True)
    )
    return Table(words, often, placed, *columns)


def joined(tables: Sequence[Table]) -> Table:
    """What the tables say together. Of one word, an earlier table's postings come first."""
    words, numbers = in_order([word for table in tables for word in table.words])
    order = np.argsort(numbers, kind="stable")
    often, placed = (
        np.concatenate(each) for each in zip(*((table.often, table.placed) for table in tables), strict=True)
    )
    of_editions, of_places = _moved(often, order), _moved(placed, order)
    editions, weights, times, places = (
        np.concatenate(each) for each in zip(*(table.columns for table in tables), strict=True)
    )
    firsts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    return Table(
        words, np.add.reduceat(often[order], firsts), np.add.reduceat(placed[order], firsts), editions[of_editions],
        weights[of_editions], times[of_editions], places[of_places],
    )  # fmt: skip


def _moved(lengths: Numbers, order: Numbers) -> Numbers:
    """For runs of these lengths, where each item of each run lies, when the runs are taken in this order."""
    starts, taken = (np.cumsum(lengths) - lengths)[order], lengths[order]
    return np.repeat(starts - (np.cumsum(taken) - taken), taken) + np.arange(taken.sum())

"""Turns words into packed postings for many editions at once: words are numbered, sorted as arrays, and split where the
word changes.

Within a segment an edition takes two bytes, since all belong to one block; a weight and a count take one byte each, a
position two. Makes no queries.
"""

from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from releases.search.analysis import FRACTIONS, HEAVIEST, LAST_PLACE, MOST_TIMES

Word = TypeVar("Word", bound=Hashable)

# Parallel columns of one word: editions, weight in each, number of occurrences, positions.
Columns = tuple[bytes, bytes, bytes, bytes]

# Weights are summed as integers, in fractions of an eighth, so that the order of addition does not matter.
FRACTION = 1 << 16
HALF = FRACTION >> 1


class Numbered(dict[Word, int]):
    """Assigns consecutive numbers to words in order of first appearance."""

    def __missing__(self, word: Word) -> int:
        number = self[word] = len(self)
        return number


class Gathered(Generic[Word]):
    """The words of texts in one language, as they are added."""

    def __init__(self) -> None:
        self._numbered: Numbered[Word] = Numbered()
        self._words = array("I")
        self._runs: list[tuple[int, int, int, int]] = []

    def add(self, within: int, start: int, words: Sequence[Word], weight: float) -> None:
        """Add consecutive words from a position on, of the edition with this number within the block."""
        self._words.extend(map(self._numbered.__getitem__, words))
        self._runs.append((within, start, len(words), fixed(weight)))

    def packed(self) -> Iterator[tuple[Word, Columns]]:
        """Each word once, with its postings."""
        if not self._words:
            return
        names = list(self._numbered)
        words = np.frombuffer(self._words, np.uint32)
        within, start, length, weight = np.array(self._runs, np.int64).T
        places = np.arange(len(words), dtype=np.int32)
        places -= np.repeat((np.cumsum(length) - length - start).astype(np.int32), length)
        of_runs = (np.repeat(column.astype(np.int32), length) for column in (within, weight))
        for number, columns in packed(words, next(of_runs), places, next(of_runs)):
            yield names[number], columns


class Members(Generic[Word]):
    """Which editions contain a word at all: constant weights, no positions."""

    def __init__(self) -> None:
        self._editions: dict[Word, array[int]] = {}

    def add(self, within: int, words: Iterable[Word]) -> None:
        for word in dict.fromkeys(words):
            found = self._editions.get(word)
            if found is None:
                found = self._editions[word] = array("H")
            found.append(within)

    def packed(self) -> Iterator[tuple[Word, Columns]]:
        for word, editions in self._editions.items():
            yield word, members(editions)


def members(editions: Iterable[int]) -> Columns:
    found = np.fromiter(editions, "<u2")
    return found.tobytes(), bytes([HEAVIEST]) * len(found), bytes(len(found)), b""


def fixed(weight: float) -> int:
    return round(weight * FRACTIONS * FRACTION)


def packed(
    words: NDArray[np.integer], within: NDArray[np.integer], places: NDArray[np.integer], weights: NDArray[np.integer]
) -> Iterator[tuple[int, Columns]]:
    """The postings of each word number. The arrays are parallel, one entry per occurrence of a word.

    Sorted by word, edition and position, which are combined into one sort key.
    """
    keys = words.astype(np.int64)
    for narrower in (within, np.minimum(places, LAST_PLACE + 1)):
        keys <<= 16
        keys |= narrower
    order = np.argsort(keys)
    keys, weights = keys[order], weights[order]
    del order
    # Where the edition or the word changes.
    firsts = np.flatnonzero(np.diff(keys >> 16, prepend=-1))
    kept = _kept(keys, firsts)
    ends = np.append(0, np.cumsum(np.add.reduceat(kept, firsts, dtype=np.int64)))
    weight = np.clip((np.add.reduceat(weights, firsts, dtype=np.int64) + HALF) >> 16, 1, HEAVIEST).astype(np.uint8)
    editions = (keys[firsts] >> 16).astype("<u2").tobytes()
    weighs, often = weight.tobytes(), np.diff(ends).astype(np.uint8).tobytes()
    of_places = keys[kept].astype("<u2").tobytes()
    word_of = keys[firsts] >> 32
    starts = np.flatnonzero(np.diff(word_of, prepend=-1))
    numbers, before = word_of[starts].tolist(), (2 * ends).tolist()
    for number, (start, end) in zip(numbers, pairwise([*starts.tolist(), len(word_of)]), strict=True):
        where = of_places[before[start] : before[end]]
        yield number, (editions[2 * start : 2 * end], weighs[start:end], often[start:end], where)


def _kept(keys: NDArray[np.int64], firsts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which positions to keep: per edition, none beyond the highest storable one, and no more than a byte can count."""
    kept = (keys & 0xFFFF) <= LAST_PLACE
    sizes = np.diff(firsts, append=len(keys))
    if sizes.max() > MOST_TIMES:
        kept &= np.arange(len(keys)) - np.repeat(firsts, sizes) < MOST_TIMES
    return kept

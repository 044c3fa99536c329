"""From words to postings, many editions at once: what comes text by text is numbered, sorted as arrays, and cut where the word changes.

Within a segment an edition is two bytes, since all are of one block; a weight and a number of times are one byte each, a place two.
Knows no database.
"""

from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from releases.search.analysis import HEAVIEST, LAST_PLACE, MOST_TIMES, SIXTEENTHS

Word = TypeVar("Word", bound=Hashable)

# The editions that have a word, how much it weighs in each, how often it stands there, and at which places.
Columns = tuple[bytes, bytes, bytes, bytes]

# Weights are added up as whole numbers, so that the order does not matter: parts of a sixteenth.
FRACTION = 1 << 16
HALF = FRACTION >> 1


class Numbered(dict[Word, int]):
    """Words with a number each, in the order in which they first came."""

    def __missing__(self, word: Word) -> int:
        number = self[word] = len(self)
        return number


class Gathered(Generic[Word]):
    """The words of texts in one language, as they come."""

    def __init__(self) -> None:
        self._numbered: Numbered[Word] = Numbered()
        self._words = array("I")
        self._runs: list[tuple[int, int, int, int]] = []

    def add(self, within: int, start: int, words: Sequence[Word], weight: float) -> None:
        """Words that follow one another from a place on, of an edition by its number within the block."""
        self._words.extend(map(self._numbered.__getitem__, words))
        self._runs.append((within, start, len(words), fixed(weight)))

    def packed(self) -> Iterator[tuple[Word, Columns]]:
        """Each word once."""
        if not self._words:
            return
        names = list(self._numbered)
        words = np.frombuffer(self._words, np.uint32).astype(np.int64)
        within, start, length, weight = np.array(self._runs, np.int64).T
        before = np.cumsum(length) - length
        places = np.arange(len(words)) - np.repeat(before - start, length)
        for number, columns in packed(words, np.repeat(within, length), places, np.repeat(weight, length)):
            yield names[number], columns


class Members(Generic[Word]):
    """Which editions have a word at all: all weigh the same, and no place is kept."""

    def __init__(self) -> None:
        self._editions: dict[Word, array] = {}

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
    return round(weight * SIXTEENTHS * FRACTION)


def packed(
    words: NDArray[np.int64], within: NDArray[np.int64], places: NDArray[np.int64], weights: NDArray[np.int64]
) -> Iterator[tuple[int, Columns]]:
    """Each number of a word with its postings. The arrays are parallel, one entry for each time that a word stands somewhere.

    Sorted by word, edition and place, which one number holds.
    """
    keys = (words << 32) | (within << 16) | np.minimum(places, LAST_PLACE + 1)
    order = np.argsort(keys)
    keys, weights = keys[order], weights[order]
    # Where another edition, or another word, begins.
    firsts = np.flatnonzero(np.diff(keys >> 16, prepend=-1))
    sizes = np.diff(firsts, append=len(keys))
    rank = np.arange(len(keys)) - np.repeat(firsts, sizes)
    kept = ((keys & 0xFFFF) <= LAST_PLACE) & (rank < MOST_TIMES)
    times = np.add.reduceat(kept, firsts, dtype=np.int64)
    weight = np.clip((np.add.reduceat(weights, firsts) + HALF) >> 16, 1, HEAVIEST).astype(np.uint8).tobytes()
    editions = (keys[firsts] >> 16).astype("<u2").tobytes()
    of_places = keys[kept].astype("<u2").tobytes()
    ends = np.append(0, np.cumsum(times)).tolist()
    often = times.astype(np.uint8).tobytes()
    word_of = keys[firsts] >> 32
    starts = np.flatnonzero(np.diff(word_of, prepend=-1))
    for number, (start, end) in zip(word_of[starts].tolist(), pairwise([*starts.tolist(), len(word_of)]), strict=True):
        where = of_places[2 * ends[start] : 2 * ends[end]]
        yield number, (editions[2 * start : 2 * end], weight[start:end], often[start:end], where)

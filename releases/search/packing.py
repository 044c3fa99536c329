"""Packs the words of many editions at once: words are numbered, and sorted as arrays with their editions and positions.

Within a segment an edition takes two bytes, since all belong to one block; a weight and a count take one byte each, a
position two. Makes no queries.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from releases.search.analysis import FRACTIONS, HEAVIEST, LAST_PLACE, MOST_TIMES
from releases.search.tables import Table, in_order

# Weights are summed as integers, in fractions of an eighth, so that the order of addition does not matter.
FRACTION = 1 << 16
HALF = FRACTION >> 1


class Numbered(dict[str, int]):
    """Assigns consecutive numbers to words in order of first appearance."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class Gathered:
    """The words of texts in one language, as they are added."""

    def __init__(self) -> None:
        self._numbered = Numbered()
        self._words = array("I")
        self._runs: list[tuple[int, int, int, int]] = []

    def add(self, within: int, start: int, words: Sequence[str], weight: float) -> None:
        """Add consecutive words from a position on, of the edition with this number within the block."""
        self._words.extend(map(self._numbered.__getitem__, words))
        self._runs.append((within, start, len(words), fixed(weight)))

    @property
    def words(self) -> Collection[str]:
        return self._numbered.keys()

    def packed(self, places_of: Callable[[Iterable[str]], list[str]]) -> Table | None:
        """Each word once, at its place in the index, with its postings; None without any word."""
        if not self._words:
            return None
        words = np.frombuffer(self._words, np.uint32)
        within, start, length, weight = np.array(self._runs, np.int64).T
        places = np.arange(len(words), dtype=np.int32)
        places -= np.repeat((np.cumsum(length) - length - start).astype(np.int32), length)
        of_runs = [np.repeat(column.astype(np.int32), length) for column in (within, weight)]
        return packed(places_of(self._numbered), words, of_runs[0], places, of_runs[1])


def fixed(weight: float) -> int:
    return round(weight * FRACTIONS * FRACTION)


def packed(
    names: Sequence[str],
    words: NDArray[np.integer],
    within: NDArray[np.integer],
    places: NDArray[np.integer],
    weights: NDArray[np.integer],
) -> Table:
    """The postings of each word. The arrays are parallel, one entry per occurrence of a word, which is given by its number
    among the names.

    Sorted by word, edition and position, which are combined into one sort key.
    """
    sorted_names, numbers = in_order(names)
    keys = numbers[words]
    for narrower in (within, np.minimum(places, LAST_PLACE + 1)):
        keys <<= 16
        keys |= narrower
    order = np.argsort(keys)
    keys, weights = keys[order], weights[order]
    del order
    # Where the edition or the word changes.
    firsts = np.flatnonzero(np.diff(keys >> 16, prepend=-1))
    kept = _kept(keys, firsts)
    times = np.add.reduceat(kept, firsts, dtype=np.int64)
    weight = np.clip((np.add.reduceat(weights, firsts, dtype=np.int64) + HALF) >> 16, 1, HEAVIEST).astype(np.uint8)
    word_of = keys[firsts] >> 32
    starts = np.flatnonzero(np.diff(word_of, prepend=-1))
    return Table(
        [sorted_names[number] for number in word_of[starts].tolist()], np.diff(starts, append=len(word_of)), np.add.reduceat(times, starts),
        (keys[firsts] >> 16).astype("<u2"), weight, times.astype(np.uint8), keys[kept].astype("<u2"),
    )  # fmt: skip


def _kept(keys: NDArray[np.int64], firsts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which positions to keep: per edition, none beyond the highest storable one, and no more than a byte can count."""
    kept = (keys & 0xFFFF) <= LAST_PLACE
    sizes = np.diff(firsts, append=len(keys))
    if sizes.max() > MOST_TIMES:
        kept &= np.arange(len(keys)) - np.repeat(firsts, sizes) < MOST_TIMES
    return kept

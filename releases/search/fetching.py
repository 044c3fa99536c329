"""Fetches the postings that a query needs: its words in all their forms, and the compounds that contain them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from releases.search import leaves, lexicon
from releases.search.analysis import FRACTIONS
from releases.search.bits import Mask, Positions
from releases.search.leaves import Row
from releases.search.question import Question, Sought
from releases.search.words import stem

# The positions of a word, each packed into one integer: the edition above the position.
PLACE_BITS = 16


@dataclass(frozen=True)
class Posting:
    """One word in all segments, unpacked where it is needed."""

    word: str
    stem: str
    rows: Sequence[Row]

    @cached_property
    def editions(self) -> Positions:
        return np.concatenate([row.editions for row in self.rows])

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        return np.concatenate([row.of(row.table.weights) for row in self.rows]).astype(np.float32) / np.float32(
            FRACTIONS
        )

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """Every position of the word."""
        times = np.concatenate([row.of(row.table.times) for row in self.rows])
        places = np.concatenate([row.places for row in self.rows])
        return (np.repeat(self.editions, times) << PLACE_BITS) | places


class Postings:
    """What a query needs of one language."""

    def __init__(self, language: str, rows: Mapping[str, Sequence[Row]]) -> None:
        self.language = language
        self.words = [Posting(word, stem(word, language), of_word) for word, of_word in rows.items()]

    def of(self, item: Sought) -> list[Posting]:
        """Of an item of one word."""
        (word,) = item.words
        if item.beginning:
            return [each for each in self.words if each.word.startswith(word)]
        if item.exact:
            return [each for each in self.words if each.word == word]
        short = stem(word, self.language)
        return [each for each in self.words if each.stem == short]

    def compounds(self, item: Sought) -> Iterator[Posting]:
        """Words that begin or end with the item, where it makes compounds."""
        part = part_of_compounds(item, self.language)
        if part:
            yield from (each for each in self.words if each.stem != part and is_compound(part, each.stem))


def part_of_compounds(item: Sought, language: str) -> str:
    """The stem that compounds may begin or end with; empty if they are not looked for."""
    if not item.is_word or item.exact or item.beginning or not lexicon.compounds(language):
        return ""
    short = stem(item.words[0], language)
    return short if len(short) >= lexicon.SHORTEST_BEGINNING else ""


def is_compound(part: str, whole: str) -> bool:
    if len(whole) < len(part) + lexicon.SHORTEST_REST:
        return False
    return whole.startswith(part) or (len(part) >= lexicon.SHORTEST_END and whole.endswith(part))


def fetch(questions: Mapping[str, Question], blocks: int, *, released: bool = True) -> dict[str, Postings]:
    """The postings that the queries need, by language. Three queries; none if there is nothing to look up."""
    items = [(language, item) for language, question in questions.items() for item in question.items if item.words]
    plain = [(language, item) for language, item in items if not item.exact and not item.beginning]
    words = [(language, word) for language, item in items for word in item.words if not item.beginning]
    stems = [(language, stem(word, language)) for language, item in plain for word in item.words]
    parts = [(language, part) for language, item in plain if (part := part_of_compounds(item, language))]
    ends = [(language, part) for language, part in parts if len(part) >= lexicon.SHORTEST_END]
    known = lexicon.known(words, stems, parts, ends)
    wanted = [leaves.beginning(language, item.words[0]) for language, item in items if item.beginning]
    for language, found in known.items():
        begun = tuple({part for of, part in parts if of == language})
        wanted += [leaves.beginning(language, part) for part in begun if any(word.startswith(part) for word in found)]
        wanted += [leaves.one(language, word) for word in found if not word.startswith(begun)]
    rows: dict[str, dict[str, list[Row]]] = {language: defaultdict(list) for language in questions}
    for row in leaves.rows(wanted, blocks, released=released):
        rows[row.part][row.word].append(row)
    return {language: Postings(language, of_language) for language, of_language in rows.items()}


def counted(
    language: str, words: Collection[str], blocks: int, listed: Mask, *, released: bool = True
) -> dict[str, int]:
    """How many listed editions contain each of the words; those in none are left out."""
    counts: dict[str, int] = defaultdict(int)
    for row in leaves.rows((leaves.one(language, word) for word in words), blocks, released=released):
        counts[row.word] += int(listed[row.editions].sum())
    return {word: number for word, number in counts.items() if number}

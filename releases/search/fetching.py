"""Fetches the postings that a query needs: its words in all their forms, and the compounds that contain them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from releases.search import leaves, lexicon
from releases.search.analysis import FRACTIONS
from releases.search.bits import Mask, Positions
from releases.search.leaves import Wanted
from releases.search.postings import BLOCK_BITS
from releases.search.question import Question, Sought
from releases.search.tables import Columns
from releases.search.words import stem

# The positions of a word, each packed into one integer: the edition above the position.
PLACE_BITS = 16


@dataclass(frozen=True)
class PostingRow:
    """One word in one segment, unpacked where it is needed."""

    word: str
    stem: str
    block: int
    columns: Columns

    @cached_property
    def editions(self) -> Positions:
        return np.frombuffer(self.columns[0], "<u2").astype(np.int64) + (self.block << BLOCK_BITS)

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        return np.frombuffer(self.columns[1], np.uint8).astype(np.float32) / np.float32(FRACTIONS)

    def keys(self) -> NDArray[np.int64]:
        """Every position of the word."""
        times, places = np.frombuffer(self.columns[2], np.uint8), np.frombuffer(self.columns[3], "<u2")
        return (np.repeat(self.editions, times) << PLACE_BITS) | places.astype(np.int64)

    def keys_in(self, editions: Positions) -> NDArray[np.int64]:
        keys = self.keys()
        return keys[np.isin(keys >> PLACE_BITS, editions)]


class Postings:
    """The rows of one language that a query needs, by word and by stem."""

    def __init__(self, language: str, rows: Iterable[PostingRow]) -> None:
        self.language = language
        self.rows = list(rows)
        self.by_stem: dict[str, list[PostingRow]] = defaultdict(list)
        self.by_word: dict[str, list[PostingRow]] = defaultdict(list)
        for row in self.rows:
            self.by_stem[row.stem].append(row)
            self.by_word[row.word].append(row)

    def of(self, item: Sought) -> list[PostingRow]:
        """Of an item of one word."""
        (word,) = item.words
        if item.beginning:
            return [row for row in self.rows if row.word.startswith(word)]
        return self.by_word[word] if item.exact else self.by_stem[stem(word, self.language)]

    def compounds(self, item: Sought) -> Iterator[PostingRow]:
        """Words that begin or end with the item, where it makes compounds."""
        part = part_of_compounds(item, self.language)
        if part:
            yield from (row for row in self.rows if row.stem != part and is_compound(part, row.stem))


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
    rows: dict[str, list[PostingRow]] = {language: [] for language in questions}
    for block, part, word, columns in leaves.rows(wanted, blocks, released=released):
        rows[part].append(PostingRow(word, stem(word, part), block, columns))
    return {language: Postings(language, of_language) for language, of_language in rows.items()}


def counted(
    language: str, words: Collection[str], blocks: int, listed: Mask, *, released: bool = True
) -> dict[str, int]:
    """How many listed editions contain each of the words; those in none are left out."""
    counts: dict[str, int] = defaultdict(int)
    wanted: list[Wanted] = [leaves.one(language, word) for word in words]
    for block, _, word, columns in leaves.rows(wanted, blocks, released=released):
        counts[word] += int(listed[PostingRow(word, "", block, columns).editions].sum())
    return {word: number for word, number in counts.items() if number}

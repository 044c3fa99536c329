"""Fetches the postings that a query needs: its words in all their forms, and the compounds that contain them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from releases.search import filing, leaves, lexicon
from releases.search.analysis import FRACTIONS
from releases.search.bits import Mask, Positions
from releases.search.filing import ENDS, Wanted, as_written
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
        weights = np.concatenate([row.of(row.table.weights) for row in self.rows])
        return weights.astype(np.float32) / np.float32(FRACTIONS)

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """Every position of the word."""
        times = np.concatenate([row.of(row.table.times) for row in self.rows])
        places = np.concatenate([row.positions for row in self.rows])
        return (np.repeat(self.editions, times) << PLACE_BITS) | places


class Postings:
    """What a query needs of one language."""

    def __init__(self, language: str, rows: Mapping[str, Mapping[str, Sequence[Row]]]) -> None:
        self.language = language
        filed = ((as_written(place), of_word) for place, of_word in rows[language].items())
        self.words = [Posting(word, stem(word, language), of_word) for word, of_word in filed]
        ends = rows[ENDS.format(language)].items()
        self.ends = [Posting("", place.partition("\t")[0], of_word) for place, of_word in ends]

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
        part = filing.part_of_compounds(item.words[0], self.language)
        if part and not item.exact and not item.beginning:
            yield from (each for each in self.words if filing.is_compound(part, each.stem))
            yield from (each for each in self.ends if filing.is_compound(part[::-1], each.stem))


def fetch(questions: Mapping[str, Question], blocks: int, *, released: bool = True) -> dict[str, Postings]:
    """The postings that the queries need, by language. One query, and one for each beginning; none if there is nothing
    to look up."""
    items = ((language, item) for language, question in questions.items() for item in question.items)
    wanted = [each for language, item in items for each in _wanted(item, language)]
    rows: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in leaves.rows(wanted, blocks, released=released):
        rows[row.part][row.place].append(row)
    return {language: Postings(language, rows) for language in questions}


def _wanted(item: Sought, language: str) -> list[Wanted]:
    if item.beginning:
        return _beginning(item.words[0], language)
    if item.is_word and not item.exact:
        return filing.forms_and_compounds(item.words[0], language)
    return [filing.forms(word, language) for word in item.words]


def _beginning(letters: str, language: str) -> list[Wanted]:
    """Words that begin with these letters. Some are filed elsewhere, since their stems do not: voces, voz. One query."""
    words = lexicon.beginning_with(language, [letters])
    elsewhere = [filing.forms(word, language) for word in words if not stem(word, language).startswith(letters)]
    return [filing.beginning(language, letters, wider=letters[:2]), *elsewhere]


def counted(
    language: str, words: Collection[str], blocks: int, listed: Mask, *, released: bool = True
) -> dict[str, int]:
    """How many listed editions contain each of the words; those in none are left out."""
    counts: dict[str, int] = defaultdict(int)
    wanted = [filing.forms(word, language) for word in words]
    for row in leaves.rows(wanted, blocks, released=released):
        if (word := as_written(row.place)) in words:
            counts[word] += int(listed[row.editions].sum())
    return {word: number for word, number in counts.items() if number}

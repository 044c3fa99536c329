"""Finds the editions that match a query and ranks them: BM25 over the postings, with statistics of listed editions
only.

The rarity of a word is measured among the editions of the language listed at this instant, so that hidden texts cannot
influence anything a reader sees. Arrays over all editions serve all languages at once, since each edition is in one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial, reduce

import numpy as np
from numpy.typing import NDArray

from releases.search import bits, misspelling
from releases.search.bits import Bits, Positions
from releases.search.fetching import PLACE_BITS, Posting, Postings, counted, fetch
from releases.search.question import Question, Sought
from releases.search.tables import BLOCK

SATURATION = np.float32(4)  # BM25's k1
IN_COMPOUND = np.float32(0.7)  # of the weight of the word by itself
CARRIED = np.float32(6)  # of a term whose name was typed, as that of a word in the lead

# If fewer than a page of editions have all of three or more items, those missing one are shown too.
ENOUGH = 20
MANY = 3

# What an edition has of the items: of all that its language's best has, all but one of three or more, all.
PARTLY, NEARLY, WHOLE = 1, 2, 3

# Editions, each with one number above zero.
Scored = tuple[Positions, NDArray[np.float32]]
# The editions that carry one of the terms.
Carrying = Callable[[str, Collection[int]], Bits]


class Matches:
    """What matches in each language, with a score per edition."""

    def __init__(
        self,
        questions: Mapping[str, Question],
        listed: Bits,
        within: Callable[[str], Bits],
        *,
        carrying: Carrying | None = None,
        correcting: Collection[str] = (),
        released: bool = True,
    ) -> None:
        """`within` gives the listed editions of a language; words are corrected in the languages of `correcting`, if several
        then only where nothing is found in any.
        """
        self.questions = dict(questions)
        self.listed = bits.to_mask(listed)
        self.within = within
        self.carrying = carrying
        self.released = released
        self.size = len(self.listed)
        self.scores = np.zeros(self.size, np.float32)
        self._has = np.zeros(self.size, np.uint8)  # how many items, then how much of them
        self._room = np.zeros(self.size, np.float32)
        self._corrected: dict[str, dict[str, str]] = {}
        self.postings = fetch(questions, self.size // BLOCK, released=released)
        for language in questions:
            self._match(language)
        if len(correcting) == 1 or not self._has.any():
            for language in correcting:
                self._correct(language)

    def found(self, language: str) -> Bits:
        return self._shown(self.within(language))

    @cached_property
    def found_anywhere(self) -> Bits:
        """Matches of all languages together, each edition matched in its own."""
        return self._shown(~bits.nothing(self.size))

    def _shown(self, among: Bits) -> Bits:
        """If few editions have all items, those missing one follow; if there are none of these either, those with most of them."""
        found = self.having(WHOLE) & among
        if bits.count(found) < ENOUGH:
            found = found | (self.having(NEARLY) & among)
        return found if found.any() else self.having(PARTLY) & among

    def having(self, much: int) -> Bits:
        if much not in self._having:
            self._having[much] = bits.from_mask(self._has == much)
        return self._having[much]

    @cached_property
    def _having(self) -> dict[int, Bits]:
        return {}

    # Words that occur nowhere

    def corrected(self, language: str) -> dict[str, str]:
        """The words of the query that occur in no listed edition of the language, with the nearest that do."""
        if language not in self._corrected:
            wrong = self.unknown(language)
            counting = self.counting(language)
            self._corrected[language] = misspelling.one_letter_right(wrong, language, counting) if wrong else {}
        return self._corrected[language]

    def unknown(self, language: str) -> list[str]:
        """Plain words that occur in no listed edition of the language, in any form."""
        if language not in self.questions:
            return []
        return [
            group[0].words[0]
            for group in self.questions[language].groups
            if group[0].is_correctable
            and not any(self.listed[found].any() for item in group for found, _ in self._of_item(item, language))
        ]

    def counting(self, language: str) -> misspelling.Counting:
        return lambda words: counted(language, words, self.size // BLOCK, self.listed, released=self.released)

    def _correct(self, language: str) -> None:
        if instead := self.corrected(language):
            question = self.questions[language].corrected(instead)
            self.postings[language] = fetch({language: question}, self.size // BLOCK, released=self.released)[language]
            self.questions[language] = question
            before = bits.positions(self.within(language))
            self.scores[before] = self._has[before] = 0
            self._match(language)

    # Matching

    def _match(self, language: str) -> None:
        question = self.questions[language]
        touched = [np.empty(0, np.int64)]
        number = bits.count(self.within(language)) if question.groups else 0
        for group in question.groups:
            of_items = (self._scored(items, language, number) for items in _families(group))
            editions, scores = self._combined(of_items, np.maximum)
            self.scores[editions] += scores
            self._has[editions] += 1
            touched.append(editions)
        for item in question.unwanted:
            for editions, _ in self._of_item(item, language):
                self._has[editions] = 0
        self._judge(np.concatenate(touched), len(question.groups))

    def _judge(self, editions: Positions, asked: int) -> None:
        """Replace the number of items that each of the editions has."""
        number = self._has[editions]
        self._has[editions] = 0
        self._has[editions[(number > 0) & (number == number.max(initial=0))]] = PARTLY
        if asked >= MANY:
            self._has[editions[number == asked - 1]] = NEARLY
        self._has[editions[number == asked]] = WHOLE

    def _scored(self, items: Sequence[Sought], language: str, number: int) -> Scored:
        """Listed editions with the item in any spelling, with BM25 scores."""
        found = (self._combined(self._of_item(item, language), np.add) for item in items)
        editions, weights = self._combined(found, np.maximum)
        listed = self.listed[editions]
        editions, weights = editions[listed], weights[listed]
        rarity = np.float32(np.log(1 + (number - len(editions) + 0.5) / (len(editions) + 0.5)))
        return editions, rarity * weights * (SATURATION + 1) / (weights + SATURATION)

    def _combined(self, found: Iterable[Scored], combine: np.ufunc) -> Scored:
        """The sum or the greatest of the numbers per edition. Each of the pieces has an edition at most once."""
        pieces = list(found)
        if len(pieces) == 1:
            return pieces[0]
        touched = [np.empty(0, np.int64)]
        for editions, numbers in pieces:
            before = self._room[editions]
            self._room[editions] = combine(before, numbers)
            touched.append(editions[before == 0])
        every = np.concatenate(touched)
        combined = self._room[every]
        self._room[every] = 0
        return every, combined

    def _of_item(self, item: Sought, language: str) -> Iterator[Scored]:
        """Editions with weights, in pieces that contain each edition at most once."""
        postings = self.postings[language]
        if item.carried:
            if self.carrying:
                editions = bits.positions(self.carrying(*item.carried) & self.within(language))
                yield editions, np.full(len(editions), CARRIED)
        elif len(item.words) > 1:
            yield self._of_phrase(item, postings)
        else:
            for posting in postings.of(item):
                yield posting.editions, posting.weights
            for posting in postings.compounds(item):
                yield posting.editions, posting.weights * IN_COMPOUND

    def _of_phrase(self, item: Sought, postings: Postings) -> Scored:
        """Editions that contain the words in sequence; the phrase weighs as much as its lightest word."""
        forms = [postings.of(replace(item, words=(word,))) for word in item.words]
        if not all(forms):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        places = (np.concatenate([form.keys for form in of_word]) - step for step, of_word in enumerate(forms))
        starts = reduce(partial(np.intersect1d, assume_unique=True), places)
        found = starts >> PLACE_BITS
        editions = found[np.diff(found, prepend=-1) > 0]  # np.unique would take many times as long
        return editions, np.minimum.reduce([self._weights_in(editions, of_word) for of_word in forms])

    def _weights_in(self, editions: Positions, forms: Iterable[Posting]) -> NDArray[np.float32]:
        every, weights = self._combined(((form.editions, form.weights) for form in forms), np.add)
        self._room[every] = weights
        found = self._room[editions]
        self._room[every] = 0
        return found


def _families(group: Sequence[Sought]) -> Iterator[list[Sought]]:
    """Each item with its alternative spellings."""
    family: list[Sought] = []
    for item in group:
        if family and not item.respelled:
            yield family
            family = []
        family.append(item)
    yield family

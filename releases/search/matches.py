"""Finds the editions that match a query and ranks them: BM25 over the postings, with statistics of listed editions
only, then the best by how close together they have the words.

The rarity of a word is measured among the editions of the language listed at this instant, so that hidden texts cannot
influence anything a reader sees.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from releases.search import bits, misspelling
from releases.search.bits import Bits, Positions
from releases.search.fetching import PLACE_BITS, PostingRow, Postings, counted, fetch
from releases.search.postings import BLOCK
from releases.search.question import Question, Sought

SATURATION = np.float32(4)  # BM25's k1
IN_COMPOUND = np.float32(0.7)  # of the weight of the word by itself
CARRIED = np.float32(6)  # of a term whose name was typed, as that of a word in the lead

# If fewer than a page of editions have all of three or more items, those missing one are shown too.
ENOUGH = 20
MANY = 3

FEW = 500  # one in this many

# The best so many are ranked again: words that stand together in the headline count for more, by so much at most.
CONSIDERED = 200
TOGETHER = np.float32(0.15)
NEAR = 3  # words
BEGINNING = 24  # words: the headline, and of a short one the lead
PLACES = (1 << PLACE_BITS) - 1

# Editions, each with one number.
Scored = tuple[Positions, NDArray[np.float32]]
# The editions that carry one of the terms.
Carrying = Callable[[str, Collection[int]], Bits]


@dataclass(frozen=True)
class Match:
    """The matches in one language: editions with all items; if few, also those missing one of three or more; else those with the most."""

    whole: Bits
    nearly: Bits
    partly: Bits


def _shown(matches: Sequence[Match], size: int) -> Bits:
    """If few editions have all items, those missing one follow; if there are none of these either, those with any."""
    whole = bits.union((match.whole for match in matches), size)
    if bits.count(whole) >= ENOUGH:
        return whole
    nearly = whole | bits.union((match.nearly for match in matches), size)
    return nearly if nearly.any() else bits.union((match.partly for match in matches), size)


class Matches:
    """The matches in each language, with a score per edition."""

    def __init__(
        self,
        questions: Mapping[str, Question],
        size: int,
        among: Callable[[str], Bits],
        *,
        carrying: Carrying | None = None,
        correcting: Collection[str] = (),
        released: bool = True,
    ) -> None:
        """`among` gives the editions of a language that count; words are corrected in the languages of `correcting`, if
        several then only where nothing is found in any.
        """
        self.size = size
        self.among = among
        self.carrying = carrying
        self.released = released
        self.scores = np.zeros(self.size, np.float32)
        self.questions = dict(questions)
        self.in_language: dict[str, Match] = {}
        self._corrected: dict[str, dict[str, str]] = {}
        self._room = np.zeros(self.size, np.float32)
        self.postings = fetch(questions, self.size // BLOCK, released=released)
        for language in questions:
            self._match(language)
        if len(correcting) == 1 or not any(match.partly.any() for match in self.in_language.values()):
            for language in correcting:
                self._correct(language)

    def found(self, language: str) -> Bits:
        return _shown([self.in_language[language]] if language in self.in_language else [], self.size)

    @cached_property
    def found_anywhere(self) -> Bits:
        """Matches of all languages together, each edition matched in its own."""
        return _shown(list(self.in_language.values()), self.size)

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
        listed = bits.to_mask(self.among(language))
        return [
            group[0].words[0]
            for group in self.questions[language].groups
            if group[0].is_correctable
            and not any(
                listed[found].any() for item in group for found, _ in self._of_item(item, self.postings[language])
            )
        ]

    def counting(self, language: str) -> misspelling.Counting:
        listed = bits.to_mask(self.among(language))
        return lambda words: counted(language, words, self.size // BLOCK, listed, released=self.released)

    def _correct(self, language: str) -> None:
        if instead := self.corrected(language):
            question = self.questions[language].corrected(instead)
            self.postings[language] = fetch({language: question}, self.size // BLOCK, released=self.released)[language]
            self.scores[bits.positions(self.among(language))] = 0
            self.questions[language] = question
            self._match(language)

    # Matching

    def _match(self, language: str) -> None:
        question, postings, among = self.questions[language], self.postings[language], self.among(language)
        if not question.groups:
            return
        mask, number = bits.to_mask(among), bits.count(among)
        matched = np.zeros(self.size, np.uint8)
        for group in question.groups:
            of_items = [self._scored(items, postings, mask, number) for items in _families(group)]
            editions, scores = of_items[0] if len(of_items) == 1 else self._greatest(of_items)
            self.scores[editions] += scores
            matched[editions] += 1
        for item in question.unwanted:
            for editions, _ in self._of_item(item, postings):
                matched[editions[mask[editions]]] = 0
        asked, best = len(question.groups), int(matched.max())
        self.in_language[language] = Match(
            whole=bits.from_mask(matched == asked),
            nearly=bits.from_mask(matched == asked - 1) if asked >= MANY else bits.nothing(self.size),
            partly=bits.from_mask((matched == best) & (matched > 0)),
        )

    def _scored(self, items: Sequence[Sought], postings: Postings, mask: bits.Mask, number: int) -> Scored:
        """Editions with the item in any spelling, with BM25 scores."""
        found = [self._weighed(item, postings, mask) for item in items]
        editions, weights = found[0] if len(found) == 1 else self._greatest(found)
        rarity = np.float32(np.log(1 + (number - len(editions) + 0.5) / (len(editions) + 0.5)))
        return editions, rarity * weights * (SATURATION + 1) / (weights + SATURATION)

    def _weighed(self, item: Sought, postings: Postings, mask: bits.Mask) -> Scored:
        """Listed editions that have the item, with the combined weights of all its forms."""
        touched = []
        for editions, weights in self._of_item(item, postings):
            self._room[editions] += weights
            touched.append(editions)
        return self._taken(touched, mask)

    def _greatest(self, found: Sequence[Scored]) -> Scored:
        """The maximum per edition."""
        for editions, numbers in found:
            self._room[editions] = np.maximum(self._room[editions], numbers)
        return self._taken([editions for editions, _ in found])

    def _taken(self, touched: Sequence[Positions], mask: bits.Mask | None = None) -> Scored:
        """The accumulated values for these editions; clears the buffer."""
        if not touched:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        editions = touched[0] if len(touched) == 1 else self._of_all(touched)
        numbers = self._room[editions]
        self._room[editions] = 0
        if mask is None:
            return editions, numbers
        listed = mask[editions]
        return editions[listed], numbers[listed]

    def _of_all(self, touched: Sequence[Positions]) -> Positions:
        """The union, without duplicates. Few ids are sorted; for many it is faster to scan the buffer for non-zero values."""
        if sum(map(len, touched)) < self.size // FEW:
            return np.unique(np.concatenate(touched))
        return np.flatnonzero(self._room)

    def _of_item(self, item: Sought, postings: Postings) -> Iterator[Scored]:
        """Editions with weights, in pieces that contain each edition at most once."""
        if item.carried:
            if self.carrying:
                editions = bits.positions(self.carrying(*item.carried))
                yield editions, np.full(len(editions), CARRIED)
        elif len(item.words) > 1:
            yield _of_phrase(item, postings)
        else:
            for row in postings.of(item):
                yield row.editions, row.weights
            for row in postings.compounds(item):
                yield row.editions, row.weights * IN_COMPOUND

    # The best again

    def together(self, language: str, editions: Positions) -> NDArray[np.float32]:
        """A factor for each of these editions: by how many words of the query its headline has beside the one before."""
        question = self.questions.get(language)
        factor = np.ones(len(editions), np.float32)
        if question is None or len(question.groups) < 2:
            return factor
        postings = self.postings[language]
        keys = [_places(postings.of(group[0]), editions) if group[0].is_word else None for group in question.groups]
        for some, others in pairwise(keys):
            if some is not None and others is not None:
                near = np.concatenate([_common(some, others - step) for step in range(1, NEAR + 1)])
                begun = near[(near & PLACES) < BEGINNING] >> PLACE_BITS
                factor[np.isin(editions, begun)] += TOGETHER / (len(keys) - 1)
        return factor


def _places(rows: Sequence[PostingRow], editions: Positions) -> NDArray[np.int64]:
    """Where these editions have a word, sorted."""
    keys = [row.keys_in(editions) for row in rows]
    return np.sort(np.concatenate(keys)) if keys else np.empty(0, np.int64)


def _families(group: Sequence[Sought]) -> Iterator[list[Sought]]:
    """Each item with its alternative spellings."""
    family: list[Sought] = []
    for item in group:
        if family and not item.respelled:
            yield family
            family = []
        family.append(item)
    yield family


def _of_phrase(item: Sought, postings: Postings) -> Scored:
    """Editions that contain the words in sequence; the phrase weighs as much as its lightest word."""
    nowhere = np.empty(0, np.int64), np.empty(0, np.float32)
    rows = [postings.of(replace(item, words=(word,))) for word in item.words]
    if not all(rows):
        return nowhere
    starts: NDArray[np.int64] | None = None
    for step, of_word in enumerate(rows):
        places = np.sort(np.concatenate([row.keys() for row in of_word])) - step
        starts = places if starts is None else _common(starts, places)
        if not len(starts):
            return nowhere
    assert starts is not None  # noqa: S101 - a phrase has words
    editions = np.unique(starts >> PLACE_BITS)
    lightest = np.full(len(editions), np.inf, np.float32)
    for of_word in rows:
        weights = np.zeros(len(editions), np.float32)
        for row in of_word:
            where = np.searchsorted(editions, row.editions)
            where[where == len(editions)] = 0
            same = editions[where] == row.editions
            weights[where[same]] += row.weights[same]
        lightest = np.minimum(lightest, weights)
    return editions, lightest


def _common(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    """The intersection of two sorted arrays."""
    if not len(others):
        return others
    where = np.searchsorted(others, some)
    where[where == len(others)] = 0
    return some[others[where] == some]

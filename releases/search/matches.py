"""Finds the editions that match a query and ranks them: BM25 over the postings, with statistics of listed editions
only.

The rarity of a word is measured among the editions of the language listed at this instant, so that hidden texts cannot
influence anything a reader sees.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from releases.models.index import SearchPosting
from releases.search import bits
from releases.search.analysis import SIXTEENTHS
from releases.search.bits import Bits, Positions
from releases.search.postings import BLOCK, BLOCK_BITS
from releases.search.question import Question, Sought
from releases.search.words import stem

SATURATION = np.float32(1.2)  # BM25's k1
OTHER_FORM = np.float32(1.0)  # the relative weight of a match in another inflected form

# If fewer than a page of editions have all of three or more items, those missing one are shown too.
ENOUGH = 20
MANY = 3

FEW = 500  # one in this many

# Editions, each with one number.
Scored = tuple[Positions, NDArray[np.float32]]

# The positions of a word, each packed into one integer: the edition above the position.
PLACE_BITS = 16


@dataclass(frozen=True)
class PostingRow:
    """One word in one segment, unpacked."""

    word: str
    stem: str
    editions: Positions
    weights: NDArray[np.float32]
    times: NDArray[np.uint8]
    places: NDArray[np.int64]

    def keys(self) -> NDArray[np.int64]:
        """Every position of the word."""
        return (np.repeat(self.editions, self.times) << PLACE_BITS) | self.places


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

    def of(self, word: str, *, exact: bool) -> list[PostingRow]:
        return self.by_word[word] if exact else self.by_stem[stem(word, self.language)]

    def beginning_with(self, letters: str) -> list[PostingRow]:
        return [row for row in self.rows if row.word.startswith(letters)]


def fetch(questions: Mapping[str, Question], size: int) -> dict[str, Postings]:
    """The postings that the queries need, by language. One query; none if there is nothing to look up."""
    wanted = Q()
    for language, question in questions.items():
        wanted |= _wanted(language, question)
    with_places = any(question.asks_for_order for question in questions.values())
    names = ["part", "block", "word", "stem", "editions", "weights", *(["times", "places"] if with_places else [])]
    rows: dict[str, list[PostingRow]] = {language: [] for language in questions}
    if wanted:
        found = SearchPosting.objects.filter(wanted, block__lt=size // BLOCK).values_list(*names)
        for part, block, word, word_stem, editions, weights, *order in found:
            rows[part].append(_row(block, word, word_stem, editions, weights, *order))
    return {language: Postings(language, found_rows) for language, found_rows in rows.items()}


def _row(
    block: int, word: str, word_stem: str, editions: bytes, weights: bytes, times: bytes = b"", places: bytes = b""
) -> PostingRow:
    return PostingRow(
        word,
        word_stem,
        np.frombuffer(editions, "<u2").astype(np.int64) + (block << BLOCK_BITS),
        np.frombuffer(weights, np.uint8).astype(np.float32) / np.float32(SIXTEENTHS),
        np.frombuffer(times, np.uint8),
        np.frombuffer(places, "<u2").astype(np.int64),
    )


def _wanted(language: str, question: Question) -> Q:
    stems: set[str] = set()
    words: set[str] = set()
    beginnings: set[str] = set()
    for item in (item for group in (*question.groups, question.unwanted) for item in group):
        if item.beginning:
            beginnings.add(item.words[0])
        elif item.exact:
            words.update(item.words)
        else:
            stems.update(stem(word, language) for word in item.words)
    wanted = Q()
    if stems:
        wanted |= Q(part=language, stem__in=sorted(stems))
    if words:
        wanted |= Q(part=language, word__in=sorted(words))
    for letters in sorted(beginnings):
        wanted |= beginning(language, letters)
    return wanted


def beginning(part: str, letters: str) -> Q:
    """Words with this prefix."""
    return Q(part=part, word__gte=letters, word__lt=letters + "\U0010ffff")


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

    def __init__(self, questions: Mapping[str, Question], size: int, among: Callable[[str], Bits]) -> None:
        """`among` gives the editions of a language that count."""
        self.size = size
        self.scores = np.zeros(self.size, np.float32)
        self.questions = questions
        self.in_language: dict[str, Match] = {}
        self.postings = fetch(questions, self.size)
        self._room = np.zeros(self.size, np.float32)
        for language, question in questions.items():
            if self.postings[language].rows and question.groups:
                self.in_language[language] = self._match(question, self.postings[language], among(language))

    def found(self, language: str) -> Bits:
        return _shown([self.in_language[language]] if language in self.in_language else [], self.size)

    @cached_property
    def found_anywhere(self) -> Bits:
        """Matches of all languages together, each edition matched in its own."""
        return _shown(list(self.in_language.values()), self.size)

    def _match(self, question: Question, postings: Postings, among: Bits) -> Match:
        mask, number = bits.to_mask(among), bits.count(among)
        matched = np.zeros(self.size, np.uint8)
        for group in question.groups:
            of_items = [self._scored(items, postings, mask, number) for items in _families(group)]
            editions, scores = of_items[0] if len(of_items) == 1 else self._greatest(of_items)
            self.scores[editions] += scores
            matched[editions] += 1
        for item in question.unwanted:
            for editions, _ in _of_item(item, postings):
                matched[editions[mask[editions]]] = 0
        asked, best = len(question.groups), int(matched.max())
        return Match(
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
        for editions, weights in _of_item(item, postings):
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


def _families(group: Sequence[Sought]) -> Iterator[list[Sought]]:
    """Each item with its alternative spellings."""
    family: list[Sought] = []
    for item in group:
        if family and not item.respelled:
            yield family
            family = []
        family.append(item)
    yield family


def _of_item(item: Sought, postings: Postings) -> Iterator[Scored]:
    """Editions with weights, in pieces that contain each edition at most once."""
    if len(item.words) > 1:
        yield _of_phrase(item, postings)
        return
    word = item.words[0]
    rows = postings.beginning_with(word) if item.beginning else postings.of(word, exact=item.exact)
    for row in rows:
        yield row.editions, row.weights if row.word == word or item.beginning else row.weights * OTHER_FORM


def _of_phrase(item: Sought, postings: Postings) -> Scored:
    """Editions that contain the words in sequence; the phrase weighs as much as its lightest word."""
    nowhere = np.empty(0, np.int64), np.empty(0, np.float32)
    rows = [postings.of(word, exact=item.exact) for word in item.words]
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
    where = np.searchsorted(others, some)
    where[where == len(others)] = 0
    return some[others[where] == some]

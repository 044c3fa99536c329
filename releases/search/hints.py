"""“Did you mean”: for words that occur in no listed release, the nearest ones that do."""

import re
import string
from collections import defaultdict
from collections.abc import Collection
from functools import reduce
from itertools import chain
from operator import or_

import numpy as np

from releases.models.index import SearchPosting
from releases.search import bits
from releases.search.matches import beginning
from releases.search.postings import BLOCK, BLOCK_BITS
from releases.search.question import Sought
from releases.search.selection import ALL_LANGUAGES, Selection
from releases.search.words import searchable

SHORTEST = 4  # letters of the shortest word that is corrected
SHORTEST_FOR_TWO = 6  # letters of the shortest word in which two may be wrong
SAME_BEGINNING = 2  # first letters that must match if two are wrong
MOST_WRONG = 2
_WORD = re.compile(r"\w+")
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


def did_you_mean(selection: Selection, language: str) -> str:
    """The query with corrected words; empty if there is no better one.

    One query; two more if no single-letter correction exists and nothing was found at all.
    """
    if selection.asked.language != ALL_LANGUAGES:
        language = selection.asked.language
    wrong = _unknown(selection, language)
    counter = Counter(selection, language)
    instead = _nearest(wrong, counter.counts(set(chain.from_iterable(map(one_letter_off, wrong)))))
    if not instead and not selection.count:
        instead = _nearest(wrong, counter.counts(two_letters_off(wrong, language)))
    return _replaced(selection.asked.text, instead)


def _unknown(selection: Selection, language: str) -> list[str]:
    """Plain words of the query that occur in no listed edition of the language, in any form."""
    question = selection.questions.get(language)
    postings = selection.matches.postings.get(language)
    if question is None or postings is None:
        return []
    listed = bits.to_mask(selection.listed & selection.register.in_language(language))
    single = [group[0] for group in question.groups if _correctable(group[0])]
    return [
        item.words[0]
        for item in single
        if not any(listed[row.editions].any() for row in postings.of(item.words[0], exact=False))
    ]


def _correctable(item: Sought) -> bool:
    return len(item.words) == 1 and not item.exact and not item.beginning and len(item.words[0]) >= SHORTEST


class Counter:
    """Counts the listed editions of a language that contain a word."""

    def __init__(self, selection: Selection, language: str) -> None:
        self.language = language
        self.listed = bits.to_mask(selection.listed & selection.register.in_language(language))

    def counts(self, words: Collection[str]) -> dict[str, int]:
        """Words that occur nowhere are left out. One query; none without words."""
        counts: dict[str, int] = defaultdict(int)
        rows = SearchPosting.objects.filter(part=self.language, word__in=sorted(words))
        rows = rows.filter(block__lt=len(self.listed) // BLOCK) if words else rows.none()
        for word, block, editions in rows.values_list("word", "block", "editions"):
            counts[word] += int(
                self.listed[np.frombuffer(editions, "<u2").astype(np.int64) + (block << BLOCK_BITS)].sum()
            )
        return {word: number for word, number in counts.items() if number}


def _nearest(wrong: list[str], counts: dict[str, int]) -> dict[str, str]:
    """By edit distance, then by the number of editions, then alphabetically."""
    found: dict[str, str] = {}
    for word in wrong:
        distances = {other: distance_between(word, other) for other in counts}
        near = [other for other, distance in distances.items() if 0 < distance <= MOST_WRONG]
        if near:
            found[word] = min(near, key=lambda other: (distances[other], -counts[other], other))
    return found


def two_letters_off(words: list[str], language: str) -> set[str]:
    """Long indexed words with the same beginning that differ in two letters. One query."""
    long = [word for word in words if len(word) >= SHORTEST_FOR_TWO]
    if not long:
        return set()
    wanted = reduce(or_, (beginning(language, word[:SAME_BEGINNING]) for word in long))
    there = SearchPosting.objects.filter(wanted).values_list("word", flat=True).distinct()
    return {other for other in there for word in long if distance_between(word, other) <= MOST_WRONG}


def one_letter_off(word: str) -> set[str]:
    """Every string at edit distance 1: an insertion, a deletion, a substitution or a transposition."""
    letters = CYRILLIC if any(letter in CYRILLIC for letter in word) else string.ascii_lowercase
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    deletes = {left + right[1:] for left, right in cuts if right}
    swaps = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    inserted = {left + letter + right for left, right in cuts for letter in letters}
    return (deletes | swaps | replaced | inserted) - {word}


def distance_between(one: str, other: str, most: int = MOST_WRONG) -> int:
    """Edit distance with transpositions (optimal string alignment); above `most`, just some larger number."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = last, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if before and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _replaced(text: str, instead: dict[str, str]) -> str:
    """The text as typed, with the wrong words replaced."""
    if not instead:
        return ""
    return _WORD.sub(lambda found: instead.get(searchable(found[0]), found[0]), text)

"""The nearest words to one that occurs nowhere."""

import string
from collections.abc import Callable, Collection
from itertools import chain

from releases.search import lexicon

SHORTEST = 4  # letters of the shortest word that is corrected
SHORTEST_FOR_TWO = 6  # letters of the shortest word in which two may be wrong
SAME_BEGINNING = 2  # first letters that must match if two are wrong
MOST_WRONG = 2
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"

# How many listed editions contain each of some words; those in none are left out.
Counting = Callable[[Collection[str]], dict[str, int]]


def one_letter_right(wrong: Collection[str], language: str, counting: Counting) -> dict[str, str]:
    """What each word may have meant, with one letter more, less, changed or in another place."""
    candidates = set(chain.from_iterable(map(one_letter_off, wrong)))
    return nearest(wrong, counting(lexicon.that_exist(language, candidates)))


def two_letters_right(wrong: Collection[str], language: str, counting: Counting) -> dict[str, str]:
    """Of words with the same beginning."""
    long = [word for word in wrong if len(word) >= SHORTEST_FOR_TWO]
    if not long:
        return {}
    there = lexicon.beginning_with(language, {word[:SAME_BEGINNING] for word in long})
    near = {other for other in there for word in long if distance_between(word, other) <= MOST_WRONG}
    return nearest(long, counting(near))


def nearest(wrong: Collection[str], counts: dict[str, int]) -> dict[str, str]:
    """By edit distance, then by the number of editions, then alphabetically."""
    found: dict[str, str] = {}
    for word in wrong:
        distances = {other: distance_between(word, other) for other in counts}
        near = [other for other, distance in distances.items() if 0 < distance <= MOST_WRONG]
        if near:
            found[word] = min(near, key=lambda other: (distances[other], -counts[other], other))
    return found


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

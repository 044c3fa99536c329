"""Where a word is filed in the index: under its stem, so that all its forms lie together, and next to them the compounds that
begin with it. Long words of languages that write compounds are filed once more, under their stem read backwards: then those
that end alike lie together, too. Makes no queries.

    >>> filed("elections", "en"), as_written("elect\\tions"), as_written("voz\\t\\tvoces")
    ('elect\\tions', 'elections', 'voces')
"""

from typing import NamedTuple

from releases.search.languages import language_of
from releases.search.words import stem

# The part of the index for a language's compounds by their ends; that for its words is named as the language is.
ENDS = "{}:ends"

# A compound is found by its beginning and by its end, if these have as many letters.
SHORTEST_BEGINNING, SHORTEST_END = 4, 5
SHORTEST_REST = 3
LAST = chr(0x10FFFF)


class Wanted(NamedTuple):
    """Whatever is filed in a part from one place to another, in the order of bytes."""

    part: str
    first: str
    last: str
    # Where to look in a segment whose stems other rules have made.
    wider: str = ""


def beginning(part: str, letters: str, wider: str = "") -> Wanted:
    return Wanted(part, letters, letters + LAST, wider)


def one(part: str, place: str) -> Wanted:
    return Wanted(part, place, place)


# Words


def filed(word: str, language: str) -> str:
    short = stem(word, language)
    return f"{short}\t{word[len(short) :]}" if word.startswith(short) else f"{short}\t\t{word}"


def as_written(place: str) -> str:
    short, _, rest = place.partition("\t")
    return rest[1:] if rest.startswith("\t") else short + rest


def forms(word: str, language: str) -> Wanted:
    """All words with the stem of this one."""
    return beginning(language, stem(word, language) + "\t", wider=word[:2])


# Compounds


def compounds(language: str) -> bool:
    return language_of(language).compounds


def by_end(place: str) -> str:
    """The place of the same word among those filed by their ends; empty if it is too short for a compound."""
    short, _, rest = place.partition("\t")
    return f"{short[::-1]}\t{rest}" if len(short) >= SHORTEST_END + SHORTEST_REST else ""


def forms_and_compounds(word: str, language: str) -> list[Wanted]:
    part = part_of_compounds(word, language)
    if not part:
        return [forms(word, language)]
    ended = [beginning(ENDS.format(language), part[::-1])] if len(part) >= SHORTEST_END else []
    return [beginning(language, part, wider=word[:2]), *ended]


def part_of_compounds(word: str, language: str) -> str:
    """The stem that compounds may begin or end with; empty if they are not looked for."""
    short = stem(word, language) if compounds(language) else ""
    return short if len(short) >= SHORTEST_BEGINNING else ""


def is_compound(part: str, whole: str) -> bool:
    """Whether a stem is longer than the one it begins with, by enough for another word."""
    return whole.startswith(part) and len(whole) >= len(part) + SHORTEST_REST

"""What of an edition goes into the index: each word with its weight and its places. Knows no database.

The weight of a word is how often it stands there, more for the headline than for the lead and for the lead than for the body, less
in a long text than in a short one: the part of BM25 that depends on the text alone, with the average length as a fixed figure,
so that a text's weights never change because others come or go. What depends on the archive, how rare a word is, is for `ranking`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from releases.models import Edition
from releases.search.words import plain_text, searchable, words_of

# Raised whenever this file or `words` changes what is found; `rebuild_search` then builds everything anew.
ANALYSIS = 2

# A weight is kept in one byte, as sixteenths.
SIXTEENTHS = 16
HEAVIEST = 255

# The parts of the index beside the language itself.
HEADLINE = "{}:headline"
BEGINNING = "{}:beginning"
PLACE = "place"

# A few letters begin hundreds of words. For so many letters the headlines that have any of them are kept together.
BEGINNINGS = range(3, 6)

GAP = 16  # places between two texts, so that no phrase spans them
LAST_PLACE = 65_534
MOST_TIMES = 255


@dataclass(frozen=True)
class Weighing:
    """How much one word of a text counts, its usual length in words, and how far length matters (BM25's b)."""

    boost: float
    usual: int
    length_matters: float

    def of_one(self, length: int) -> float:
        """Half the usual length is as short as a text counts."""
        relative = max(length / self.usual, 0.5)
        return self.boost / (1 - self.length_matters + self.length_matters * relative)


TEXTS: dict[str, Weighing] = {
    "headline": Weighing(3.0, 9, 0.3),
    "lead": Weighing(1.5, 30, 0.4),
    "body": Weighing(1.0, 400, 0.75),
    "keywords": Weighing(1.5, 4, 0.3),
    "places": Weighing(1.0, 1, 0.3),
}


def texts_of(edition: Edition) -> dict[str, str]:
    """What can be found, by its kind; the keys are those of `TEXTS`, in the order of reading."""
    return {
        "headline": edition.headline,
        "lead": edition.lead,
        "body": plain_text(edition.body),
        "keywords": " . ".join(map(str, edition.keywords or [])),
        "places": " . ".join(map(str, edition.places or [])),
    }


class WordRun(NamedTuple):
    """Words that follow one another from a place on, and what each of them weighs."""

    start: int
    words: list[str]
    weight: float


def runs(edition: Edition) -> Iterator[WordRun]:
    """Every word of the edition, text by text; what is also read as one word comes by itself. The first run is the headline's."""
    start = 0
    for kind, text in texts_of(edition).items():
        words, joined = words_of(text)
        each = TEXTS[kind].of_one(len(words))
        yield WordRun(start, words, each)
        for place, word in joined:
            yield WordRun(start + place, [word], each)
        start += len(words) + GAP


def headline_words(edition: Edition) -> list[str]:
    """For the suggestions, with what is also read as one word."""
    words, joined = words_of(edition.headline)
    return [*words, *(word for _, word in joined)]


def beginnings(words: Iterable[str]) -> Iterator[str]:
    """The first letters of the words of a headline, as somebody types them."""
    return (word[:length] for word in words for length in BEGINNINGS if len(word) >= length)


def places(edition: Edition) -> Iterator[tuple[str, str]]:
    """For the suggestions: the key of each place, and the place as it is written."""
    for place in dict.fromkeys(map(str, edition.places or [])):
        if folded := place_key(place):
            yield folded, place.strip()[:120]


def place_key(place: str) -> str:
    return " ".join(searchable(place).split())[:120]

"""Analyses an edition for the index: each word with its weight and positions. Makes no queries.

The weight is the part of BM25 that depends on the text alone: term frequency, far higher in the headline than in the lead
and in the lead than in the body, normalised by length. The average length is a constant, so that a text's weights do
not depend on other texts. What does depend on the archive, the rarity of a word, is computed in `matches`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from releases.models import Edition
from releases.search.words import STEMMING, plain_text, searchable, words_of

# The rules by which a segment was made; those made by others are rebuilt after an upgrade. Raise the number with every change here
# or in `words` that affects what is found.
ANALYSIS = f"4, {STEMMING}"

# A weight is stored in one byte, in eighths.
FRACTIONS = 8
HEAVIEST = 255

# Parts of the index in addition to the languages.
HEADLINE = "{}:headline"
PLACE = "place"

GAP = 16  # positions between two texts, so that no phrase spans them
LAST_PLACE = 65_534
MOST_TIMES = 255


@dataclass(frozen=True)
class Weighing:
    """The weight of a word in one kind of text, that kind's average length in words, and the influence of length (BM25's b)."""

    boost: float
    usual: int
    length_matters: float

    def of_one(self, length: int) -> float:
        """The weight of one occurrence in a text of this length in words; below the average, a text gets no shorter."""
        relative = max(length / self.usual, 1)
        return self.boost / (1 - self.length_matters + self.length_matters * relative)


TEXTS: dict[str, Weighing] = {
    "headline": Weighing(12.0, 9, 0.3),
    "lead": Weighing(5.0, 30, 0.4),
    "body": Weighing(1.0, 200, 0.6),
    "keywords": Weighing(4.0, 4, 0.3),
    "places": Weighing(1.0, 1, 0.3),
}


def texts_of(edition: Edition) -> dict[str, str]:
    """The searchable texts by kind; the keys are those of `TEXTS`, in reading order."""
    return {
        "headline": edition.headline,
        "lead": edition.lead,
        "body": plain_text(edition.body),
        "keywords": " . ".join(map(str, edition.keywords or [])),
        "places": " . ".join(map(str, edition.places or [])),
    }


class WordRun(NamedTuple):
    """Consecutive words starting at a position, and the weight of each."""

    start: int
    words: list[str]
    weight: float


def runs(edition: Edition) -> Iterator[WordRun]:
    """Every word of the edition, text by text; compounds also read as one word come as runs of their own. The headline comes first."""
    start = 0
    for kind, text in texts_of(edition).items():
        words, joined = words_of(text)
        each = TEXTS[kind].of_one(len(words))
        yield WordRun(start, words, each)
        for place, word in joined:
            yield WordRun(start + place, [word], each)
        start += len(words) + GAP


def headline_words(edition: Edition) -> list[str]:
    """For suggestions; includes what is also read as one word."""
    words, joined = words_of(edition.headline)
    return [*words, *(word for _, word in joined)]


# Between the key of a place, by which it is found, and the place as written, which is shown.
SHOWN_AS = "\t"


def places(edition: Edition) -> Iterator[str]:
    """For suggestions."""
    for place in dict.fromkeys(map(str, edition.places or [])):
        if folded := place_key(place):
            yield f"{folded}{SHOWN_AS}{' '.join(place.split())[:120]}"


def place_key(place: str) -> str:
    return " ".join(searchable(place).split())[:120]

"""A text as weighted stems and pairs of stems. Imports no model."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from releases.reading.text import plain_text
from releases.search.words import stem, words_of

# How much more a word of the headline and of the lead says than one of the body.
HEADLINE, LEAD, BODY = 3, 2, 1
LONGEST_READ = 20_000  # characters of a body; the rest of a long report adds nothing

Features = dict[str, float]


@dataclass(frozen=True)
class Said:
    """What a text says, as the model reads it."""

    headline: str
    lead: str
    body: str  # HTML
    language: str

    def features(self) -> Features:
        counted: Counter[str] = Counter()
        for text, weight in ((self.headline, HEADLINE), (self.lead, LEAD), (self.plain_body(), BODY)):
            for feature in features_of(text, self.language):
                counted[feature] += weight
        return {feature: 1 + math.log(count) for feature, count in counted.items()}

    def plain_body(self) -> str:
        return plain_text(self.body[: 2 * LONGEST_READ])[:LONGEST_READ]

    def sentences(self) -> Iterator[str]:
        yield from (text for text in (self.headline, self.lead) if text)
        for paragraph in self.plain_body().splitlines():
            yield from (part.strip() for part in _sentences(paragraph) if part.strip())


def features_of(text: str, language: str) -> Iterator[str]:
    stems = [stem(word, language) for word in words_of(text)[0]]
    # Languages share their words with no other: the French “son” is no English one.
    yield from (f"{language}:{word}" for word in stems)
    yield from (f"{language}:{one} {other}" for one, other in pairwise(stems))


def _sentences(text: str) -> Iterator[str]:
    begin = 0
    for place, letter in enumerate(text):
        following = text[place + 1 : place + 3]
        if letter in ".!?" and following[:1] == " " and following[1:2].isupper() and text[:place][-2:-1] != ".":
            yield text[begin : place + 1]
            begin = place + 1
    yield text[begin:]

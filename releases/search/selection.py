"""The editions under all filters of a list at one instant: how many, which ones on a page, and what narrows them.

Here everything is a set of numbers. What is shown is fetched by `Edition.objects.listed()`, which has the last word.
"""

import datetime
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import islice

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from releases.models import Edition
from releases.search import bits, register
from releases.search.bits import Bits, Positions
from releases.search.matches import Matches
from releases.search.question import Question, parse
from releases.search.register import Register, key_of
from releases.search.spellings import spellings_in
from taxonomy.snapshot import Vocabularies

ALL_LANGUAGES = "all"

# Recency counts gently: what was released today weighs so much more than what is very old, and half as much more after some years.
RECENCY = 0.1
HALF_AFTER_DAYS = 4 * 365.25
MICROSECONDS_A_DAY = 86_400_000_000


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed by. Of the terms of a facet one is enough, given with all below it; nothing means any."""

    text: str = ""
    language: str = ALL_LANGUAGES
    terms: Mapping[str, frozenset[int]] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None


class Selection:
    """One look at the register, at one instant by the database's clock."""

    def __init__(self, asked: Asked, vocabularies: Vocabularies, at: tuple[Register, int] | None = None) -> None:
        self.asked = asked
        self.vocabularies = vocabularies
        self.register, self.now = at or register.current()
        self.listed = self.register.listed(self.now)

    # Which ones

    @cached_property
    def found(self) -> Bits:
        return self.narrowed()

    def narrowed(self, ignoring: Container[str] = ()) -> Bits:
        """Under all filters but those ignored: a facet, `type`, `language` or `date`."""
        used = frozenset(name for name in self._in_use if name in ignoring)
        if used not in self._narrowed:
            self._narrowed[used] = reduce(np.bitwise_and, self._narrowings(used), self.listed)
        return self._narrowed[used]

    @cached_property
    def _narrowed(self) -> dict[frozenset[str], Bits]:
        return {}

    @property
    def _in_use(self) -> tuple[str, ...]:
        """What narrows this list; the language always does, if it is only that each text is found in its own."""
        others = {"type": self.asked.types, "date": self.asked.first or self.asked.last}
        return (*self.asked.terms, "language", *(name for name, given in others.items() if given))

    def _narrowings(self, ignoring: Container[str]) -> Iterator[Bits]:
        asked, reg = self.asked, self.register
        yield from (reg.carrying(name, terms) for name, terms in asked.terms.items() if name not in ignoring)
        if asked.types and "type" not in ignoring:
            yield reduce(np.bitwise_or, (reg.of_type(type_) for type_ in asked.types))
        if (asked.first or asked.last) and "date" not in ignoring:
            yield self._dated
        if "language" in ignoring:
            yield from self._in_each_language()
        elif asked.language == ALL_LANGUAGES:
            yield from [self.matches.found_anywhere] if self.asks_for_words else []
        else:
            yield reg.in_language(asked.language)
            yield from [self.matches.found(asked.language)] if self.asks_for_words else []

    def _in_each_language(self) -> Iterator[Bits]:
        """What each language would show by itself."""
        if self.asks_for_words:
            yield reduce(np.bitwise_or, map(self.matches.found, self.matches.questions))

    @cached_property
    def _dated(self) -> Bits:
        first = self.asked.first or datetime.date.min
        last = self.asked.last or datetime.date.max
        return self.register.between(first.toordinal(), last.toordinal())

    # Words

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The text as a question in each language that there is."""
        languages = dict.fromkeys([*(code for code, _ in settings.LANGUAGES), *self.register.languages])
        return {
            language: parse(self.asked.text, language, spellings_in(language, self.vocabularies))
            for language in languages
        }

    @cached_property
    def asks_for_words(self) -> bool:
        return bool(self.asked.text) and any(question.groups for question in self.questions.values())

    @cached_property
    def matches(self) -> Matches:
        return Matches(
            self.questions, self.register.size, lambda language: self.listed & self.register.in_language(language)
        )

    @property
    def found_by_words(self) -> list[int]:
        """Under the words and the language alone."""
        if self.asked.language == ALL_LANGUAGES:
            return bits.positions(self.matches.found_anywhere).tolist()
        return bits.positions(self.matches.found(self.asked.language)).tolist()

    @property
    def in_part(self) -> str:
        """Whether `none` of what is shown or only `some` has all the words; empty where all has."""
        if not self.asks_for_words:
            return ""
        matches = self.matches.in_language
        chosen = matches.values() if self.asked.language == ALL_LANGUAGES else [matches.get(self.asked.language)]
        whole = sum(bits.count(self.found & match.whole) for match in chosen if match)
        if whole == self.count:
            return ""
        return "some" if whole else "none"

    # In which order

    def newest(self, start: int, stop: int, up_to: int | None = None) -> list[int]:
        return self._piece(self.register.in_order(self.found, newest=True, up_to=up_to), start, stop)

    def oldest(self, start: int, stop: int) -> list[int]:
        return self._piece(self.register.in_order(self.found, newest=False), start, stop)

    @staticmethod
    def _piece(pieces: Iterator[Positions], start: int, stop: int) -> list[int]:
        return list(islice((int(number) for piece in pieces for number in piece), start, stop))

    def best(self, start: int, stop: int) -> list[int]:
        """By how well they match, of equals the newest first."""
        found = bits.positions(self.found)
        scores = self._scores(found)
        if len(found) > 4 * stop:
            least = np.partition(scores, -stop)[-stop]
            found, scores = found[scores >= least], scores[scores >= least]
        order = np.lexsort((-self.register.key[found], -scores))
        return found[order[start:stop]].tolist()

    def _scores(self, found: Positions) -> NDArray[np.floating]:
        today = register.EPOCH + self.now // MICROSECONDS_A_DAY
        age = np.maximum(today - self.register.day[found], 0)
        return self.matches.scores[found] * (1 + RECENCY * np.exp2(-age / HALF_AFTER_DAYS))

    # How many

    @cached_property
    def count(self) -> int:
        return bits.count(self.found)

    def count_up_to(self, key: int) -> int:
        return int((self.register.key[bits.positions(self.found)] <= key).sum())


class Found:
    """The editions of a selection in one order, as a paginator wants them: it asks how many, and for a slice."""

    def __init__(self, selection: Selection, order: str, anchor: tuple[datetime.date, int] | None = None) -> None:
        self.selection = selection
        self.order = order if order != "relevance" or selection.asks_for_words else "newest"
        # Only what is newest comes to stand before the others while somebody turns pages.
        self.up_to = key_of(anchor[0].toordinal(), anchor[1]) if anchor and self.order == "newest" else None

    def __len__(self) -> int:
        return self.selection.count if self.up_to is None else self.selection.count_up_to(self.up_to)

    def __getitem__(self, wanted: slice) -> list[Edition]:
        return fetched(self.numbers(wanted.start, wanted.stop))

    def numbers(self, start: int, stop: int) -> list[int]:
        match self.order:
            case "oldest":
                return self.selection.oldest(start, stop)
            case "relevance":
                return self.selection.best(start, stop)
        return self.selection.newest(start, stop, self.up_to)


def fetched(numbers: list[int]) -> list[Edition]:
    """In the order of their numbers, less what has ended since the look. One query, none for none."""
    editions = Edition.objects.listed().in_bulk(numbers) if numbers else {}
    return [editions[number] for number in numbers if number in editions]

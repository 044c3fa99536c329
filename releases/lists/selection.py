"""The editions that match all filters of a list at one instant: counts, pages, and facets.

Everything here is a set of ids. What is displayed is fetched through `Edition.objects.listed()`, which has the last
word.
"""

import datetime
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from releases.lists import register
from releases.lists.register import Register, key_of
from releases.models import Edition
from releases.search import bits
from releases.search.bits import Bits, Positions
from releases.search.matches import WHOLE, Matches
from releases.search.question import Question, parse
from releases.search.spellings import spellings_in, terms_in
from taxonomy.snapshot import Vocabularies

ALL_LANGUAGES = "all"

# A mild recency boost: a release of today scores this much higher than a very old one, half of that after some years.
RECENCY = 0.05
HALF_AFTER_DAYS = 4 * 365.25
MICROSECONDS_A_DAY = 86_400_000_000


@dataclass(frozen=True)
class Asked:
    """The filters of a list. Terms of a facet are alternatives and include narrower terms; an empty filter matches all."""

    text: str = ""
    language: str = ALL_LANGUAGES
    terms: Mapping[str, frozenset[int]] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None


class Selection:
    """One view of the register, at one instant by the database's clock."""

    def __init__(self, asked: Asked, vocabularies: Vocabularies, at: tuple[Register, int] | None = None) -> None:
        self.asked = asked
        self.vocabularies = vocabularies
        self.register, self.now = at or register.current()
        self.listed = self.register.listed(self.now)

    # Filters

    @cached_property
    def found(self) -> Bits:
        return self.narrowed()

    def narrowed(self, ignoring: Container[str] = ()) -> Bits:
        """Editions under all filters except the ignored ones: a facet, `type`, `language` or `date`."""
        used = frozenset(name for name in self._in_use if name in ignoring)
        if used not in self._narrowed:
            self._narrowed[used] = reduce(np.bitwise_and, self._narrowings(used), self.listed)
        return self._narrowed[used]

    @cached_property
    def _narrowed(self) -> dict[frozenset[str], Bits]:
        return {}

    @property
    def _in_use(self) -> tuple[str, ...]:
        """The active filters; language always counts, if only because each text is matched in its own."""
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
        """What each language would show on its own."""
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
        """The text parsed as a query in each language."""
        languages = dict.fromkeys([*(code for code, _ in settings.LANGUAGES), *self.register.languages])
        return {
            language: parse(
                self.asked.text,
                language,
                spellings_in(language, self.vocabularies),
                terms_in(language, self.vocabularies),
            )
            for language in languages
        }

    @cached_property
    def asks_for_words(self) -> bool:
        return bool(self.asked.text) and any(question.groups for question in self.questions.values())

    @cached_property
    def matches(self) -> Matches:
        chosen = self.asked.language
        return Matches(
            self.questions,
            self.listed,
            lambda language: self.listed & self.register.in_language(language),
            carrying=self.register.carrying,
            correcting=[chosen] if chosen != ALL_LANGUAGES else list(self.questions),
        )

    @property
    def found_by_words(self) -> list[int]:
        """By words and language only."""
        if self.asked.language == ALL_LANGUAGES:
            return bits.positions(self.matches.found_anywhere).tolist()
        return bits.positions(self.matches.found(self.asked.language)).tolist()

    @property
    def in_part(self) -> str:
        """`none` if no result has all the words, `some` if only some have; empty if all have."""
        if not self.asks_for_words:
            return ""
        whole = bits.count(self.found & self.matches.having(WHOLE))
        if whole == self.count:
            return ""
        return "some" if whole else "none"

    # Order

    def newest(self, start: int, stop: int, up_to: int | None = None) -> list[int]:
        return self._piece(self.register.in_order(self.found, newest=True, up_to=up_to), start, stop)

    def oldest(self, start: int, stop: int) -> list[int]:
        return self._piece(self.register.in_order(self.found, newest=False), start, stop)

    @staticmethod
    def _piece(pieces: Iterator[Positions], start: int, stop: int) -> list[int]:
        found: list[int] = []
        for piece in pieces:
            found += piece[start : max(stop, 0)].tolist()
            start, stop = max(start - len(piece), 0), stop - len(piece)
            if stop <= 0:
                break
        return found

    def best(self, start: int, stop: int) -> list[int]:
        """By relevance; ties newest first."""
        found = bits.positions(self.found)
        scores = self._scores(found)
        if len(found) > 4 * stop:
            enough = scores >= np.partition(scores, -stop)[-stop]
            found, scores = found[enough], scores[enough]
        return found[np.lexsort((-self.register.key[found], -scores))[start:stop]].tolist()

    def _scores(self, found: Positions) -> NDArray[np.floating]:
        today = register.EPOCH + self.now // MICROSECONDS_A_DAY
        age = np.maximum(today - self.register.day[found], 0)
        return self.matches.scores[found] * (1 + RECENCY * np.exp2(-age / HALF_AFTER_DAYS))

    # Paging

    @cached_property
    def count(self) -> int:
        return bits.count(self.found)

    def count_up_to(self, key: int) -> int:
        return int((self.register.key[bits.positions(self.found)] <= key).sum())


class Found:
    """The editions of a selection in one order, with the length and slicing that a paginator needs."""

    def __init__(self, selection: Selection, order: str, anchor: tuple[datetime.date, int] | None = None) -> None:
        self.selection = selection
        self.order = order if order != "relevance" or selection.asks_for_words else "newest"
        # Only in newest-first order are new releases inserted before the rest while a reader turns pages.
        self.up_to = key_of(anchor[0].toordinal(), anchor[1]) if anchor and self.order == "newest" else None

    def __len__(self) -> int:
        return self.selection.count if self.up_to is None else self.selection.count_up_to(self.up_to)

    def __getitem__(self, wanted: slice) -> list[int]:
        """Ids. Whoever shows the editions asks for them through `Edition.objects.listed()`."""
        return self.numbers(wanted.start, wanted.stop)

    def anchor_of(self, number: int) -> str:
        """Names the place of an edition in the list, for addresses."""
        register = self.selection.register
        day = datetime.date.fromordinal(int(register.day[number]))
        return f"{day:%Y-%m-%d}.{int(register.release(np.array([number]))[0])}"

    def numbers(self, start: int, stop: int) -> list[int]:
        match self.order:
            case "oldest":
                return self.selection.oldest(start, stop)
            case "relevance":
                return self.selection.best(start, stop)
        return self.selection.newest(start, stop, self.up_to)


def fetched(numbers: list[int]) -> list[Edition]:
    """In the order of their ids, without those that have ended since. One query; none for an empty list."""
    editions = Edition.objects.listed().in_bulk(numbers) if numbers else {}
    return [editions[number] for number in numbers if number in editions]

"""Highlights matches in a headline, and extracts the passage of a text with the most matches. Makes no queries."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from releases.search.question import Question, Sought
from releases.search.words import searchable, stem

_WORD = re.compile(r"[^\W_]+")
PASSAGE = 40  # words
BEFORE = 8  # words of context before the first match


@dataclass(frozen=True)
class Hit:
    place: int  # index of the word in the text
    start: int
    end: int
    item: int  # index of the item in the query


class Marker:
    """Highlights the words of one query in texts of one language."""

    def __init__(self, question: Question, language: str) -> None:
        self.language = language
        items = [item for group in question.groups for item in group]
        self._stems = {stem(word, language): number for number, word in _words(items, exact=False)}
        self._exact = {word: number for number, word in _words(items, exact=True)}
        self._beginnings = [(item.words[0], number) for number, item in enumerate(items) if item.beginning]
        self._items: dict[str, int] = {}  # words as they are spelt in the texts
        self._seen: set[str] = set()
        self._sought = _WORD
        # Most words differ from all search terms in the first letter, which is a cheap test.
        firsts = [*self._stems, *self._exact, *(letters for letters, _ in self._beginnings)]
        self._firsts = {word[0] for word in firsts}
        self._folded: dict[str, str] = {}

    def marked(self, text: str) -> SafeString:
        """The whole text with matches highlighted."""
        return _with_marks(text, 0, len(text), self.hits(text))

    def hits(self, text: str) -> list[Hit]:
        """Most of a text is walked through by the expressions alone."""
        if not self._items_in(text):
            return []
        hits, at, place = [], 0, 0
        for found in self._sought.finditer(text):
            place += len(_WORD.findall(text, at, found.start()))
            hits.append(Hit(place, found.start(), found.end(), self._items[found[0]]))
            at, place = found.end(), place + 1
        return hits

    def _items_in(self, text: str) -> bool:
        """Whether any word of the text matches. Each word is looked up once, however many texts have it."""
        spelt = set(_WORD.findall(text))
        before = len(self._items)
        for word in spelt - self._seen:
            if (number := self._item_of(word)) is not None:
                self._items[word] = number
        self._seen |= spelt
        if len(self._items) != before:
            self._sought = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, self._items))})(?![^\W_])")
        return not self._items.keys().isdisjoint(spelt)

    def passage(self, text: str) -> SafeString:
        """Some words around the densest group of matches; empty if there are none."""
        hits = self.hits(text)
        if not hits:
            return SafeString("")
        first = _densest([(hit.place, hit.item) for hit in hits])
        begin = max(0, first - BEFORE)
        words = [found.span() for found in islice(_WORD.finditer(text), begin, begin + PASSAGE + 1)]
        more = len(words) > PASSAGE
        start = words[0][0] if begin else 0
        stop = words[PASSAGE - 1][1] if more else len(text)
        shown = _with_marks(text, start, stop, hits)
        return mark_safe(f"{'… ' if begin else ''}{shown}{' …' if more else ''}")  # noqa: S308 - escaped by _with_marks

    def excerpt(self, lead: str, text: str) -> SafeString:
        """The lead if it contains a match, else a passage of the text, else the plain lead."""
        if hits := self.hits(lead):
            return _with_marks(lead, 0, len(lead), hits)
        return self.passage(text) or SafeString(escape(lead))

    def _item_of(self, word: str) -> int | None:
        first = self._folded.get(word[0])
        if first is None:
            first = self._folded[word[0]] = searchable(word[0])[:1]
        if first not in self._firsts:
            return None
        return self._find(searchable(word))

    def _find(self, word: str) -> int | None:
        for letters, number in self._beginnings:
            if word.startswith(letters):
                return number
        return self._exact.get(word, self._stems.get(stem(word, self.language)))


def _words(items: Iterable[Sought], *, exact: bool) -> Iterator[tuple[int, str]]:
    for number, item in enumerate(items):
        if item.exact == exact and not item.beginning:
            yield from ((number, word) for word in item.words)


def _densest(hits: list[tuple[int, int]]) -> int:
    """The position of the first match in the window with the most different items, then the most matches."""
    best, first = (0, 0), hits[0][0]
    window: deque[tuple[int, int]] = deque()
    for hit in hits:
        window.append(hit)
        while hit[0] - window[0][0] > PASSAGE - BEFORE:
            window.popleft()
        value = (len({item for _, item in window}), len(window))
        if value > best:
            best, first = value, window[0][0]
    return first


def _with_marks(text: str, start: int, stop: int, hits: list[Hit]) -> SafeString:
    parts, at = [], start
    for hit in hits:
        if start <= hit.start and hit.end <= stop:
            parts += [escape(text[at : hit.start]), "<mark>", escape(text[hit.start : hit.end]), "</mark>"]
            at = hit.end
    parts.append(escape(text[at:stop]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece of the text is escaped

"""The postings of a batch of editions: every word with the editions that contain it."""

from collections import defaultdict
from collections.abc import Iterator
from operator import add

from releases.models import Edition
from releases.models.index import SearchSegment
from releases.search import leaves, lexicon
from releases.search.analysis import ANALYSIS, HEADLINE, PLACE, headline_words, places, runs
from releases.search.leaves import Key
from releases.search.packing import Columns, Gathered, Members

BLOCK_BITS = 16
BLOCK = 1 << BLOCK_BITS

# Words to gather before packing, so that a whole block takes no more memory than its postings.
PACKED_AT = 1_000_000


def block_of(edition_id: int) -> int:
    return edition_id >> BLOCK_BITS


class PostingBatch:
    """The postings of editions of one block, to be written as one segment."""

    def __init__(self, block: int, packed_at: int = PACKED_AT) -> None:
        self.block = block
        self.packed_at = packed_at
        self.editions: list[int] = []
        self.languages: set[str] = set()
        self._rows: dict[str, dict[str, Columns]] = defaultdict(dict)
        self._begin()

    def _begin(self) -> None:
        self._texts: dict[str, Gathered[str]] = defaultdict(Gathered)
        self._narrower: dict[str, Members[str]] = defaultdict(Members)
        self._gathered = 0

    def add(self, edition: Edition) -> None:
        within = edition.pk & (BLOCK - 1)
        self.languages.add(edition.language)
        texts = self._texts[edition.language]
        for start, words, weight in runs(edition):
            texts.add(within, start, words, weight)
            self._gathered += len(words)
        self._narrower[HEADLINE.format(edition.language)].add(within, headline_words(edition))
        self._narrower[PLACE].add(within, places(edition))
        self.editions.append(edition.pk)
        if self._gathered >= self.packed_at:
            self._pack()

    def rows(self) -> Iterator[tuple[Key, Columns]]:
        """Sorted as leaves are."""
        self._pack()
        for part, words in sorted(self._rows.items()):
            yield from (((part, word), words[word]) for word in sorted(words))

    def _pack(self) -> None:
        parts: list[tuple[str, Gathered[str] | Members[str]]] = [*self._texts.items(), *self._narrower.items()]
        for part, gathered in parts:
            rows = self._rows[part]
            for word, columns in gathered.packed():
                before = rows.get(word)
                rows[word] = tuple(map(add, before, columns)) if before else columns
        self._begin()

    def write(self, *, released: bool) -> SearchSegment:
        segment = new_segment(self.block, len(self.editions), released=released)
        leaves.write(segment, self.rows())
        for language in self.languages:
            lexicon.enter(language, self._rows[language])
        return segment


def new_segment(block: int, editions: int, *, released: bool) -> SearchSegment:
    return SearchSegment.objects.create(block=block, editions=editions, analysis=ANALYSIS, released=released)

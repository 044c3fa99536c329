"""The postings of a batch of editions: every word with the editions that contain it."""

from collections import defaultdict
from collections.abc import Iterator

from releases.models import Edition
from releases.models.index import SearchSegment
from releases.search import leaves, lexicon
from releases.search.analysis import ANALYSIS, HEADLINE, PLACE, headline_words, places, runs
from releases.search.packing import Gathered, Members
from releases.search.tables import BLOCK, Table, joined

# Words to gather before packing, so that a whole block takes no more memory than its postings.
PACKED_AT = 1_000_000


class PostingBatch:
    """The postings of editions of one block, to be written as one segment."""

    def __init__(self, block: int, packed_at: int = PACKED_AT) -> None:
        self.block = block
        self.packed_at = packed_at
        self.editions: list[int] = []
        self.languages: set[str] = set()
        self._packed: dict[str, list[Table]] = defaultdict(list)
        self._begin()

    def _begin(self) -> None:
        self._texts: dict[str, Gathered] = defaultdict(Gathered)
        self._narrower: dict[str, Members] = defaultdict(Members)
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

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Part by part, in the order of leaves."""
        self._pack()
        for part in sorted(self._packed):
            yield from ((part, table) for table in joined(self._packed[part]))

    def _pack(self) -> None:
        parts: list[tuple[str, Gathered | Members]] = [*self._texts.items(), *self._narrower.items()]
        for part, gathered in parts:
            if table := gathered.packed():
                self._packed[part].append(table)
        self._begin()

    def write(self, *, released: bool) -> SearchSegment:
        segment = new_segment(self.block, len(self.editions), released=released)
        leaves.write(segment, self.tables())
        for language in self.languages:
            lexicon.enter(language, {word for table in self._packed[language] for word in table.words})
        return segment


def new_segment(block: int, editions: int, *, released: bool) -> SearchSegment:
    return SearchSegment.objects.create(block=block, editions=editions, analysis=ANALYSIS, released=released)

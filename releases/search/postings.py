"""The postings of a batch of editions: every word with the editions that contain it."""

from collections import defaultdict
from collections.abc import Iterator

from releases.models import Edition
from releases.search.analysis import HEADLINE, PLACE, headline_words, places, runs
from releases.search.packing import Gathered, Members
from releases.search.tables import BLOCK, Table


class PostingBatch:
    """Some hundreds or thousands of editions of one block, to be written as one segment."""

    def __init__(self) -> None:
        self.editions: list[int] = []
        self._texts: dict[str, Gathered] = defaultdict(Gathered)
        self._narrower: dict[str, Members] = defaultdict(Members)

    @property
    def languages(self) -> set[str]:
        return set(self._texts)

    def add(self, edition: Edition) -> None:
        within = edition.pk % BLOCK
        for start, words, weight in runs(edition):
            self._texts[edition.language].add(within, start, words, weight)
        self._narrower[HEADLINE.format(edition.language)].add(within, headline_words(edition))
        self._narrower[PLACE].add(within, places(edition))
        self.editions.append(edition.pk)

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Part by part, in the order of leaves."""
        parts: dict[str, Gathered | Members] = {**self._texts, **self._narrower}
        for part in sorted(parts):
            if table := parts[part].packed():
                yield part, table

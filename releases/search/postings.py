"""The postings of a batch of editions: every word with the editions that contain it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from releases.models import Edition
from releases.search import filing
from releases.search.analysis import HEADLINE, PLACE, headline_words, places, runs
from releases.search.filing import ENDS
from releases.search.packing import Gathered
from releases.search.remembered import RememberedWords
from releases.search.tables import BLOCK, Table


class PostingBatch:
    """Some hundreds or thousands of editions of one block, to be written as one segment."""

    def __init__(self) -> None:
        self.editions: list[int] = []
        self._texts: dict[str, Gathered] = defaultdict(Gathered)
        self._narrower: dict[str, Gathered] = defaultdict(Gathered)

    def words(self) -> Iterator[tuple[str, Iterable[str]]]:
        """By language, each once."""
        yield from ((language, texts.words) for language, texts in self._texts.items())

    def add(self, edition: Edition) -> None:
        within = edition.pk % BLOCK
        for start, words, weight in runs(edition):
            self._texts[edition.language].add(within, start, words, weight)
        self._narrower[HEADLINE.format(edition.language)].add(within, 0, headline_words(edition), 0)
        self._narrower[PLACE].add(within, 0, list(places(edition)), 0)
        self.editions.append(edition.pk)

    def tables(self, remembered: RememberedWords) -> list[tuple[str, Table]]:
        """Part by part, in the order of leaves."""
        return sorted(self._tables(remembered), key=lambda part: part[0])

    def _tables(self, remembered: RememberedWords) -> Iterator[tuple[str, Table]]:
        for language, texts in self._texts.items():
            if table := texts.packed(partial(remembered.places, language)):
                yield from with_ends(language, table)
        for part, members in self._narrower.items():
            if table := members.packed(list):
                yield part, table.refiled(table.words)


def with_ends(language: str, table: Table) -> Iterable[tuple[str, Table]]:
    """The words of a language, and its compounds by their ends."""
    yield language, table
    if filing.compounds(language) and any(ends := [filing.by_end(place) for place in table.words]):
        yield ENDS.format(language), table.refiled(ends)

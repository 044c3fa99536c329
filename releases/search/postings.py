"""Reads and writes postings, with the same code for both databases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import add
from typing import Any

from django.db import connection

from releases.models import Edition
from releases.models.index import SearchPosting, SearchSegment
from releases.search.analysis import ANALYSIS, BEGINNING, HEADLINE, PLACE, beginnings, headline_words, places, runs
from releases.search.packing import Columns, Gathered, Members
from releases.search.words import stem

BLOCK_BITS = 16
BLOCK = 1 << BLOCK_BITS

TABLE = SearchPosting._meta.db_table
COLUMNS = ("segment_id", "block", "part", "word", "stem", "editions", "weights", "times", "places")
# Words to gather before packing, so that a whole block takes no more memory than its postings.
PACKED_AT = 1_000_000
ROWS_AT_ONCE = 5000

# Part, word, stem.
Key = tuple[str, str, str]


def block_of(edition_id: int) -> int:
    return edition_id >> BLOCK_BITS


class PostingBatch:
    """The postings of editions of one block, to be written as one segment."""

    def __init__(self, block: int, packed_at: int = PACKED_AT) -> None:
        self.block = block
        self.packed_at = packed_at
        self.editions: list[int] = []
        self._rows: dict[Key, Columns] = {}
        self._begin()

    def _begin(self) -> None:
        self._texts: dict[str, Gathered[str]] = defaultdict(Gathered)
        self._narrower: dict[str, Members[str]] = defaultdict(Members)
        self._places: Members[tuple[str, str]] = Members()
        self._gathered = 0

    def add(self, edition: Edition) -> None:
        within = edition.pk & (BLOCK - 1)
        texts = self._texts[edition.language]
        for start, words, weight in runs(edition):
            texts.add(within, start, words, weight)
            self._gathered += len(words)
        words = headline_words(edition)
        self._narrower[HEADLINE.format(edition.language)].add(within, words)
        self._narrower[BEGINNING.format(edition.language)].add(within, beginnings(words))
        self._places.add(within, places(edition))
        self.editions.append(edition.pk)
        if self._gathered >= self.packed_at:
            self._pack()

    def rows(self) -> list[tuple[Key, Columns]]:
        """Sorted, so that the database fills its indexes sequentially."""
        self._pack()
        return sorted(self._rows.items())

    def _pack(self) -> None:
        rows = self._rows
        for key, columns in self._packed():
            before = rows.get(key)
            rows[key] = tuple(map(add, before, columns)) if before else columns
        self._begin()

    def _packed(self) -> Iterator[tuple[Key, Columns]]:
        for language, texts in self._texts.items():
            for word, columns in texts.packed():
                yield (language, word, stem(word, language)), columns
        for part, members in self._narrower.items():
            for word, columns in members.packed():
                yield (part, word, word), columns
        for (folded, place), columns in self._places.packed():
            yield (PLACE, folded, place), columns

    def write(self) -> SearchSegment:
        segment = new_segment(self.block, len(self.editions))
        write_rows((segment.pk, self.block, *key, *columns) for key, columns in self.rows())
        return segment


def new_segment(block: int, editions: int) -> SearchSegment:
    return SearchSegment.objects.create(block=block, editions=editions, analysis=ANALYSIS)


def write_rows(rows: Iterable[tuple[Any, ...]]) -> None:
    """By COPY on PostgreSQL, which takes a third of the time of INSERT.

    Each piece is complete before it is written: a connection cannot read rows while it is copying.
    """
    waiting = iter(rows)
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        _write(some)


def _write(rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {TABLE} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {TABLE} ({names}) VALUES ({marks})", rows)


def stored(segments: Iterable[int]) -> Iterator[tuple[Key, Columns]]:
    """All rows of the segments as stored, sorted by key."""
    rows = SearchPosting.objects.filter(segment__in=list(segments)).order_by("part", "word", "stem")
    for part, word, word_stem, *columns in rows.values_list(*COLUMNS[2:]).iterator(chunk_size=5000):
        editions, weights, times, places = map(bytes, columns)
        yield (part, word, word_stem), (editions, weights, times, places)

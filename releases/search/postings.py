"""How postings are packed, written and read: one code for both databases.

Within a segment an edition is two bytes, since all are of one block; a weight and a number of times are one byte each, a place two.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from releases.models.index import SearchPosting, SearchSegment
from releases.search.analysis import (
    ANALYSIS,
    HEAVIEST,
    LAST_PLACE,
    MOST_TIMES,
    narrower_parts,
    occurrences,
    packed_weight,
)
from releases.search.words import stem

if TYPE_CHECKING:
    from releases.models import Edition

BLOCK_BITS = 16
BLOCK = 1 << BLOCK_BITS

TABLE = SearchPosting._meta.db_table
COLUMNS = ("segment_id", "block", "part", "word", "stem", "editions", "weights", "times", "places")

# Part, word, stem.
Key = tuple[str, str, str]


def block_of(edition_id: int) -> int:
    return edition_id >> BLOCK_BITS


class Packed(NamedTuple):
    """One word in one segment."""

    editions: array
    weights: bytearray
    times: bytearray
    places: array

    @classmethod
    def empty(cls) -> "Packed":
        return cls(array("H"), bytearray(), bytearray(), array("H"))

    def add(self, within: int, weight: int, places: list[int]) -> None:
        self.editions.append(within)
        self.weights.append(weight)
        self.times.append(len(places))
        self.places.extend(places)

    def columns(self) -> tuple[bytes, bytes, bytes, bytes]:
        return _little(self.editions), bytes(self.weights), bytes(self.times), _little(self.places)


def _little(numbers: array) -> bytes:
    """The same bytes on every machine."""
    if array("H", [1]).tobytes() == b"\x00\x01":
        numbers = array("H", numbers)
        numbers.byteswap()
    return numbers.tobytes()


class Batch:
    """The postings of editions of one block, to be written as one segment."""

    def __init__(self, block: int) -> None:
        self.block = block
        self.editions: list[int] = []
        self.rows: dict[Key, Packed] = {}
        # The same rows of whole texts, by language and word: a stem is asked for once.
        self._of_words: dict[str, dict[str, Packed]] = defaultdict(dict)

    def add(self, edition: "Edition") -> None:
        within = edition.pk & (BLOCK - 1)
        of_words = self._of_words[edition.language]
        places, weights = occurrences(edition)
        for word, of_word in places.items():
            row = of_words.get(word)
            if row is None:
                row = of_words[word] = self._row((edition.language, word, stem(word, edition.language)))
            if len(of_word) > MOST_TIMES or of_word[-1] > LAST_PLACE:
                of_word = [place for place in of_word if place <= LAST_PLACE][:MOST_TIMES]
            row.add(within, packed_weight(weights[word]), of_word)
        for key in narrower_parts(edition):
            self._row(key).add(within, HEAVIEST, [])
        self.editions.append(edition.pk)

    def _row(self, key: Key) -> Packed:
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = Packed.empty()
        return row

    def write(self) -> SearchSegment:
        segment = new_segment(self.block, len(self.editions))
        write_rows((segment.pk, self.block, *key, *packed.columns()) for key, packed in self.rows.items())
        return segment


def new_segment(block: int, editions: int) -> SearchSegment:
    return SearchSegment.objects.create(block=block, editions=editions, analysis=ANALYSIS)


def write_rows(rows: Iterable[tuple]) -> None:
    """By COPY on PostgreSQL, which takes a third of the time of an INSERT."""
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {TABLE} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {TABLE} ({names}) VALUES ({marks})", list(rows))


def stored(segments: Iterable[int]) -> Iterator[tuple[Key, tuple[bytes, bytes, bytes, bytes]]]:
    """All rows of the segments, sorted by their key, as they are stored."""
    rows = SearchPosting.objects.filter(segment__in=list(segments)).order_by("part", "word", "stem")
    for part, word, word_stem, *columns in rows.values_list(*COLUMNS[2:]).iterator(chunk_size=5000):
        editions, weights, times, places = map(bytes, columns)
        yield (part, word, word_stem), (editions, weights, times, places)

"""Fills an empty database with as many releases as asked for, in the state in which an import and a tidied index leave
it.

    DATABASE_URL=… python -m benchmarks.archive 100000 [PROCESSES THIS_ONE]

Texts have 400 words in one of six languages, with the frequency distribution of real text, and five terms. One in five
hundred has been superseded; one in a thousand is still scheduled. To fill a million in minutes, texts are drawn as
arrays of word numbers, and the index is built from these arrays instead of from the texts; `manage.py check_search`
proves that the result is the same.
"""

import datetime
import os
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from typing import Any

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
    django.setup()

import numpy as np
from django.core.management import call_command
from django.db import transaction
from numpy.typing import NDArray

from benchmarks.records import PLACES, TYPES, frequent_words
from releases.importing import bulk_insert
from releases.language.slugs import slug_for
from releases.models import (
    Edition,
    EditionCountry,
    EditionFieldOfWork,
    EditionLink,
    EditionSource,
    Release,
    SearchEntry,
)
from releases.search import leaves
from releases.search.analysis import GAP, HEADLINE, PLACE, SHOWN_AS, TEXTS, place_key
from releases.search.filing import as_written, filed
from releases.search.index import new_segment
from releases.search.lexicon import enter
from releases.search.packing import fixed, packed
from releases.search.postings import with_ends
from releases.search.tables import BLOCK, Table, block_of
from releases.search.words import searchable
from taxonomy import snapshot
from taxonomy.snapshot import Vocabulary

LANGUAGES = {"en": 0.5, "fr": 0.12, "de": 0.12, "it": 0.08, "ru": 0.1, "es": 0.08}
PARTS = {"headline": 8, "lead": 22, "body": 370}
ONE_WORD_PLACES = [place for place in PLACES if " " not in place]
FIRST_DAY, DAYS = datetime.date(1994, 1, 1), 11_300
ENDED, TO_COME = 500, 1000
CHUNK = 10_000  # rows per statement; a guard checks all of them when the statement ends
HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Lexicon:
    """The words of one language, with each word's position in a text and its weight there."""

    language: str

    @cached_property
    def words(self) -> list[str]:
        return [word for word in frequent_words(self.language) if "-" not in word]

    @cached_property
    def cumulated(self) -> NDArray[np.float64]:
        weights = np.cumsum(1 / np.arange(1, len(self.words) + 1))
        return weights / weights[-1]

    def drawn(self, number: int, chance: np.random.Generator) -> NDArray[np.int64]:
        """Draw that many texts, one per row, as word numbers."""
        return np.searchsorted(self.cumulated, chance.random((number, sum(PARTS.values())), np.float32))


def places_and_weights() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    places: list[int] = []
    weights: list[int] = []
    start = 0
    for part, length in PARTS.items():
        places += range(start, start + length)
        weights += [fixed(TEXTS[part].of_one(length))] * length
        start += length + GAP
    return np.array(places), np.array(weights)


def prepare() -> None:
    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        call_command("load_taxonomy")


def fill(count: int, each: int = 1, offset: int = 0) -> None:
    """Fill block by block, skipping what exists; several processes can share the work, each starting at its own offset."""
    begun = time.monotonic()
    for block in range(offset, block_of(count) + 1, each):
        first, last = max(1, block * BLOCK), min(count, (block + 1) * BLOCK - 1)
        first += Edition.objects.filter(pk__range=(first, last)).count()
        if first <= last:
            with transaction.atomic():
                Filling(first, last).write()
        print(f"{last:>9,} after {time.monotonic() - begun:,.0f} s", flush=True)
    bulk_insert.reserved_up_to(Release, count + 1)
    bulk_insert.reserved_up_to(Edition, count + 1)


class Filling:
    """The editions of one block, or those missing from it. The same at every call."""

    def __init__(self, first: int, last: int) -> None:
        self.ids = np.arange(first, last + 1)
        self.chance = np.random.default_rng(first)
        self.now = datetime.datetime.now(datetime.UTC)
        self.languages = self.chance.choice(list(LANGUAGES), size=len(self.ids), p=list(LANGUAGES.values()))
        self.towns = self.chance.integers(0, len(ONE_WORD_PLACES), len(self.ids))
        self.rows: list[tuple[Any, ...]] = []

    def write(self) -> None:
        """Insert links before the editions that carry them, as the guards require."""
        bulk_insert.insert(Release, ("number",), [(int(number),) for number in self.ids])
        vocabularies = snapshot.current()
        self._links(EditionFieldOfWork, vocabularies.fields_of_work, 2)
        self._links(EditionCountry, vocabularies.countries, 2)
        self._links(EditionSource, vocabularies.structures, 1)
        block = block_of(int(self.ids[0]))
        segment = new_segment(block, len(self.ids), released=True)
        index = {PLACE: self._places()}
        for language in LANGUAGES:
            chosen = np.flatnonzero(self.languages == language)
            lexicon = Lexicon(language)
            drawn = lexicon.drawn(len(chosen), self.chance)
            self._editions(chosen, lexicon, drawn)
            index |= self._postings(chosen, lexicon, drawn)
            enter(language, map(as_written, index[language].words))
        leaves.write(segment, sorted(index.items(), key=lambda part: part[0]))
        bulk_insert.insert(
            SearchEntry, ("edition_id", "segment_id"), [(int(number), segment.pk) for number in self.ids]
        )

    def _links(self, model: type[EditionLink], vocabulary: Vocabulary, each: int) -> None:
        """The first terms of a vocabulary are used most."""
        terms = np.array([term.pk for term in vocabulary])
        weights = np.cumsum(1 / np.arange(3, len(terms) + 3))
        drawn = np.searchsorted(weights / weights[-1], self.chance.random((len(self.ids), each)))
        rows = {
            (int(number), int(terms[term])): position
            for number, row in zip(self.ids, drawn, strict=True)
            for position, term in enumerate(row)
        }
        pairs = [(*key, position) for key, position in rows.items()]
        for start in range(0, len(pairs), CHUNK):
            bulk_insert.insert(model, ("content_object_id", "tag_id", "position"), pairs[start : start + CHUNK])

    def _editions(self, chosen: NDArray[np.int64], lexicon: Lexicon, drawn: NDArray[np.int64]) -> None:
        columns, defaults = bulk_insert.columns_of(Edition)
        usual = dict(zip(columns, defaults, strict=True))
        texts = (usual | self._values(int(index), lexicon, row) for index, row in zip(chosen, drawn, strict=True))
        bulk_insert.insert(
            Edition, ["id", *columns], ([values["release_id"], *(values[name] for name in columns)] for values in texts)
        )

    def _values(self, index: int, lexicon: Lexicon, row: NDArray[np.int64]) -> dict[str, Any]:
        number = int(self.ids[index])
        words = [lexicon.words[word] for word in row]
        date = FIRST_DAY + datetime.timedelta(days=number * 7 % DAYS)
        headline = " ".join(words[:8]).capitalize()
        begins = datetime.datetime.combine(date, datetime.time(12), datetime.UTC)
        return {
            "release_id": number, "language": lexicon.language, "state": "released", "type": TYPES[number % len(TYPES)], "date": date,
            "headline": headline, "slug": slug_for(headline), "lead": " ".join(words[8:30]).capitalize() + ".",
            "body": f"<p>{' '.join(words[30:]).capitalize()}.</p>", "places": [ONE_WORD_PLACES[self.towns[index]]],
            "live_from": self.now + 500 * HOUR if number % TO_COME == 1 else begins,
            "live_until": self.now if number % ENDED == 2 else None,
        }  # fmt: skip

    # The index

    def _postings(
        self, chosen: NDArray[np.int64], lexicon: Lexicon, drawn: NDArray[np.int64]
    ) -> Iterator[tuple[str, Table]]:
        """For whole texts and for headlines, word by word; the place of the release counts as a word of its text."""
        within = self.ids[chosen] % BLOCK
        at, weighs = places_and_weights()
        names = [searchable(word) for word in lexicon.words] + [searchable(place) for place in ONE_WORD_PLACES]
        last = at[-1] + 1 + 2 * GAP
        words = np.concatenate([drawn, self.towns[chosen, None] + len(lexicon.words)], axis=1)
        places = np.append(at, last)
        weights = np.append(weighs, fixed(TEXTS["places"].of_one(1)))
        every = np.broadcast_to(within[:, None], words.shape).ravel()
        alike = [np.broadcast_to(row, words.shape).ravel() for row in (places, weights)]
        places_in_index = [filed(name, lexicon.language) for name in names]
        yield from with_ends(lexicon.language, packed(places_in_index, words.ravel(), every, *alike))
        yield HEADLINE.format(lexicon.language), self._bare(names, words[:, :8], within)

    def _places(self) -> Table:
        places = [f"{place_key(place)}{SHOWN_AS}{place}" for place in ONE_WORD_PLACES]
        return self._bare(places, self.towns[:, None], self.ids % BLOCK)

    @staticmethod
    def _bare(names: list[str], words: NDArray[np.int64], within: NDArray[np.int64]) -> Table:
        """Which editions have the words, and nothing else of them."""
        every = np.broadcast_to(within[:, None], words.shape).ravel()
        nowhere = np.zeros(words.size, np.int64)
        table = packed(names, words.ravel(), every, nowhere, nowhere)
        return table.refiled(table.words)


if __name__ == "__main__":
    prepare()
    fill(*map(int, sys.argv[1:]))

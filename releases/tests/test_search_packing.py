"""Words gathered text by text are packed word by word: editions, weights, counts and positions."""

from collections import defaultdict
from random import Random

import numpy as np
import pytest

from releases.search.analysis import HEAVIEST, LAST_PLACE, MOST_TIMES
from releases.search.packing import Gathered
from releases.search.tables import Table, joined
from releases.tests.postings import Columns, rows_of

WORDS = [f"word{number}" for number in range(50)]


def read(columns: Columns) -> list[tuple[int, int, list[int]]]:
    """Edition, weight and positions of each, unpacked as in a search."""
    editions, weights, times, places = columns
    where = iter(np.frombuffer(places, "<u2").tolist())
    return [
        (edition, weight, [next(where) for _ in range(often)])
        for edition, weight, often in zip(np.frombuffer(editions, "<u2").tolist(), weights, times, strict=True)
    ]


def gathered(*runs: tuple[int, int, list[str], float]) -> dict[str, list[tuple[int, int, list[int]]]]:
    texts = Gathered()
    for run in runs:
        texts.add(*run)
    table = texts.packed(list)
    return {word: read(columns) for word, columns in rows_of(table)} if table else {}


def test_each_word_has_its_editions_with_weight_and_places():
    found = gathered((7, 0, ["vienna", "talks"], 2.0), (7, 18, ["talks", "end", "talks"], 0.5), (9, 0, ["end"], 1.0))

    assert found == {"vienna": [(7, 16, [0])], "talks": [(7, 24, [1, 18, 20])], "end": [(7, 4, [19]), (9, 8, [0])]}


def test_empty_input_gives_empty_output():
    assert gathered() == gathered((3, 0, [], 1.0)) == {}


def test_packed_postings_agree_with_a_naive_count():
    chance = Random(11)
    runs = [
        (edition, start, chance.choices(WORDS, k=chance.randint(0, 40)), chance.choice([0.3, 1.0, 2.7]))
        for edition in chance.sample(range(65_536), 30)
        for start in (0, 100, 200)
    ]
    by_hand: dict[str, dict[int, tuple[float, list[int]]]] = defaultdict(lambda: defaultdict(lambda: (0.0, [])))
    for edition, start, words, weight in runs:
        for place, word in enumerate(words, start):
            before, places = by_hand[word][edition]
            by_hand[word][edition] = before + weight, [*places, place]

    found = gathered(*runs)

    assert found.keys() == by_hand.keys()
    for word, editions in by_hand.items():
        assert [(edition, places) for edition, _, places in found[word]] == [
            (edition, editions[edition][1]) for edition in sorted(editions)
        ]
        for edition, weight, _ in found[word]:
            assert weight == pytest.approx(editions[edition][0] * 8, abs=0.51)


def test_extremely_frequent_word_is_found_with_a_weight_that_fits_in_a_byte():
    ((edition, weight, places),) = gathered((1, 0, ["so"] * 300, 1.0))["so"]

    assert (edition, weight, places) == (1, HEAVIEST, list(range(MOST_TIMES)))


def test_word_beyond_the_last_storable_position_is_found_without_a_position():
    found = gathered((1, LAST_PLACE, ["here", "there"], 1.0))

    assert found == {"here": [(1, 8, [LAST_PLACE])], "there": [(1, 8, [])]}


def test_tables_joined_hold_what_each_held():
    chance = Random(13)
    tables: list[Table] = []
    for start in (0, 100, 200):
        texts = Gathered()
        for within in range(start, start + 20):
            texts.add(within, 0, chance.choices(WORDS, k=30), 1.0)
        table = texts.packed(list)
        assert table
        tables.append(table)

    whole = joined(tables)

    assert whole.words == sorted(WORDS)
    for word, columns in rows_of(whole):
        assert read(columns) == [row for table in tables for row in read(dict(rows_of(table))[word])]

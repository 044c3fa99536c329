"""Tables of postings written out word by word, and put together again."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from releases.search.tables import Table

# Of one word: editions, weight in each, number of occurrences, positions.
Columns = tuple[bytes, bytes, bytes, bytes]


def rows_of(table: Table) -> Iterator[tuple[str, Columns]]:
    editions, weights, times, places = (column.tobytes() for column in table.columns)
    bounds = (pairwise(ends.tolist()) for ends in (table.ends, table.place_ends))
    for word, (start, stop), (first, last) in zip(table.words, *bounds, strict=True):
        yield (
            word,
            (editions[2 * start : 2 * stop], weights[start:stop], times[start:stop], places[2 * first : 2 * last]),
        )


def table_of(rows: dict[str, Columns]) -> Table:
    columns = [b"".join(row[number] for row in rows.values()) for number in range(4)]
    often = np.array([len(row[1]) for row in rows.values()], np.int64)
    placed = np.array([len(row[3]) // 2 for row in rows.values()], np.int64)
    arrays = (np.frombuffer(column, kind) for column, kind in zip(columns, ("<u2", "u1", "u1", "<u2"), strict=True))
    return Table(list(rows), often, placed, *arrays)

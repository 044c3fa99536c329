"""Joins segments into one, holding some leaves of each at a time, however large they are."""

from collections.abc import Collection, Iterator
from itertools import groupby, islice
from typing import NamedTuple

from releases.models.index import SearchSegment
from releases.search import leaves
from releases.search.filing import LAST
from releases.search.tables import Table, consecutive, joined

WINDOW = 400  # leaves that are joined at a time, of all segments together


class Window(NamedTuple):
    """Consecutive leaves of one segment together."""

    part: str
    table: Table
    goes_on: bool  # in the same part


def merged(segments: Collection[SearchSegment], window: int = WINDOW) -> Iterator[tuple[str, Table]]:
    """What the segments say together, part by part; of one word, what an earlier one of them says comes first. What is outlived
    is left out.

    Of all that is held, what lies up to the first end of a window that goes on is complete.
    """
    each = max(window // max(len(segments), 1), 1)
    waiting = [_windows(segment, each) for segment in segments]
    held = dict(enumerate(next(windows, None) for windows in waiting))
    while there := {number: window for number, window in held.items() if window}:
        part = min(window.part for window in there.values())
        of_part = {number: window for number, window in there.items() if window.part == part}
        last = min((window.table.words[-1] for window in of_part.values() if window.goes_on), default=LAST)
        complete = []
        for number, (_, table, goes_on) in of_part.items():
            first, later = table.up_to(last)
            complete += [first] if first.words else []
            held[number] = Window(part, later, goes_on) if later.words else next(waiting[number], None)
        yield part, joined(complete)


def _windows(segment: SearchSegment, window: int) -> Iterator[Window]:
    """Without what is empty."""
    for part, of_part in groupby(leaves.stored(segment), key=lambda leaf: leaf[0]):
        tables = (table for _, table in of_part)
        some = list(islice(tables, window))
        while some:
            following = list(islice(tables, window))
            if there := [table for table in some if table.words]:
                yield Window(part, consecutive(there), bool(following))
            some = following

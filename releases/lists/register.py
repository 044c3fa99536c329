"""The register: the columns that lists need of every edition listed now or later, in memory, kept current through the
marks.

Using it costs one small query, for the time by the database's clock and for recent changes. Whether an edition is
listed is computed from its bounds and that time; nothing stores it. A register is immutable: a change creates a new
one, so that threads can go on reading the old.
"""

import datetime
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from releases.lists import columns, marks
from releases.lists.columns import NEVER
from releases.lists.marks import Look
from releases.models import Edition
from releases.search import bits
from releases.search.bits import Bits, Positions
from releases.search.tables import BLOCK
from taxonomy.models import Term
from taxonomy.snapshot import Vocabulary
from taxonomy.sources import connection

# With more changes than this, it is faster to reload everything.
MOST_CHANGES = 2_000

SHORT = 2_048  # ids in the first piece of a list; the newest are asked for most
NEAR = 256  # ids looked at together where the first few usually hold the answer

EPOCH = datetime.date(1970, 1, 1).toordinal()

# Bits of the sort key of lists: day, then release, then language.
RELEASE_BITS, LANGUAGE_BITS = 36, 5


@dataclass(frozen=True, eq=False)
class Register:
    """Columns indexed by edition id; for an id that is never listed, the beginning is NEVER."""

    languages: tuple[str, ...]
    types: tuple[str, ...]
    language: NDArray[np.uint8]
    type: NDArray[np.uint8]
    day: NDArray[np.int32]
    key: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    carried: dict[tuple[str, int], Bits]
    _listed: dict[str, tuple[int, int, Bits]] = field(default_factory=dict)
    _matrices: dict[str, tuple[object, list[Term], NDArray[np.uint64]]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.key)

    def release(self, ids: Positions) -> Positions:
        """The numbers of the releases that these editions belong to."""
        return (self.key[ids] >> LANGUAGE_BITS) & ((1 << RELEASE_BITS) - 1)

    # What is listed

    def listed(self, now: int) -> Bits:
        """Editions listed at that instant. The result is cached until the next bound of any edition."""
        if kept := self._listed.get("now"):
            first, until, found = kept
            if first <= now < until:
                return found
        found = bits.from_mask((self.begins <= now) & (self.ends > now))
        self._listed["now"] = (now, self.next_bound(now), found)
        return found

    def next_bound(self, now: int) -> int:
        """When the next edition begins or ends: until then the passing of time changes nothing."""
        return min(int(bounds[bounds > now].min(initial=NEVER)) for bounds in (self.begins, self.ends))

    # Filters

    def in_language(self, language: str) -> Bits:
        return self.by_language.get(language, bits.nothing(self.size))

    def of_type(self, type_: str) -> Bits:
        return self.by_type.get(type_, bits.nothing(self.size))

    @cached_property
    def by_language(self) -> dict[str, Bits]:
        return {name: bits.from_mask(self.language == number) for number, name in enumerate(self.languages)}

    @cached_property
    def by_type(self) -> dict[str, Bits]:
        return {name: bits.from_mask(self.type == number) for number, name in enumerate(self.types)}

    def carrying(self, facet: str, terms: Iterable[int]) -> Bits:
        """Editions with any of the terms."""
        known = (self.carried.get((facet, term)) for term in terms)
        return bits.union((of_term for of_term in known if of_term is not None), self.size)

    def between(self, first: int, last: int) -> Bits:
        """Editions dated within these days."""
        return bits.from_mask((self.day >= first) & (self.day <= last))

    def matrix(self, facet: str, vocabulary: Vocabulary[Any]) -> tuple[list[Term], NDArray[np.uint64]]:
        """A row per term of the vocabulary, including narrower terms; cached until either changes."""
        kept = self._matrices.get(facet)
        if kept is None or kept[0] is not vocabulary:
            terms = list(vocabulary)
            rows = [self.carrying(facet, vocabulary.below(term)) for term in terms]
            kept = self._matrices[facet] = (vocabulary, terms, np.stack(rows or [bits.nothing(self.size)]))
        return kept[1], kept[2]

    @cached_property
    def month(self) -> NDArray[np.int32]:
        """The month of the date, counted from the first month of the year 0."""
        months = (self.day.astype(np.int64) - EPOCH).astype("datetime64[D]").astype("datetime64[M]")
        return (months.astype(np.int64) + 1970 * 12).astype(np.int32)

    @cached_property
    def by_year(self) -> dict[str, Bits]:
        known = np.flatnonzero(self.begins != NEVER)
        years = self.month[known] // 12
        return {str(year): bits.from_positions(known[years == year], self.size) for year in np.unique(years)}

    # Order

    @cached_property
    def newest_first(self) -> Positions:
        """All edition ids in list order."""
        known = np.flatnonzero(self.begins != NEVER)
        return known[np.argsort(self.key[known], kind="stable")[::-1]]

    @cached_property
    def _descending(self) -> NDArray[np.int64]:
        """The sort keys in list order, negated so that they ascend."""
        return -self.key[self.newest_first]

    def around(self, key: int, found: Bits) -> tuple[int | None, int | None]:
        """The next newer and the next older member of the set."""
        first, last = np.searchsorted(self._descending, -key, "left"), np.searchsorted(self._descending, -key, "right")
        return _first(self.newest_first[:first][::-1], found), _first(self.newest_first[last:], found)

    def in_order(self, found: Bits, *, newest: bool, up_to: int | None = None) -> Iterator[Positions]:
        """The members of the set in list order, in pieces, of which the first are short; `up_to` counts in newest-first order."""
        order = self.newest_first if newest else self.newest_first[::-1]
        if up_to is not None:
            order = order[np.searchsorted(self._descending, -up_to, "left") :] if newest else order
        start, length = 0, SHORT
        while start < len(order):
            piece = order[start : start + length]
            yield piece[bits.holds(found, piece)]
            start, length = start + length, min(length * 4, BLOCK)


def _first(order: Positions, found: Bits) -> int | None:
    """The first in this order that is in the set."""
    for start in range(0, len(order), NEAR):
        piece = order[start : start + NEAR]
        within = np.flatnonzero(bits.holds(found, piece))
        if len(within):
            return int(piece[within[0]])
    return None


LAST_RANK = (1 << LANGUAGE_BITS) - 1


def key_of(day: Any, release: Any, rank: int = LAST_RANK) -> Any:
    """An integer, or an array of them, that is greater for what comes earlier in the list."""
    return ((day << RELEASE_BITS) | release) << LANGUAGE_BITS | rank


def rank_of(language: str) -> int:
    """Of two languages of one release, the alphabetically first comes first."""
    codes = sorted(code for code, _ in settings.LANGUAGES)
    return LAST_RANK - codes.index(language) if language in codes[:LAST_RANK] else 0


# Loading


def empty(size: int = BLOCK) -> Register:
    return Register(
        (), (), np.zeros(size, np.uint8), np.zeros(size, np.uint8), np.zeros(size, np.int32),
        np.zeros(size, np.int64), np.full(size, NEVER, np.int64), np.full(size, NEVER, np.int64), {},
    )  # fmt: skip


def read() -> Register:
    """Load everything. Two queries."""
    rows = list(columns.editions(Edition.objects.listed_now_or_later()))
    register = _with_rows(empty(_room(rows)), rows)
    size = register.size
    for facet, term, ids in columns.carried():
        register.carried[facet, term] = bits.from_positions(ids[ids < size], size)
    return register


def _room(rows: list[columns.Rows], at_least: int = 1) -> int:
    """The size in whole blocks for the highest id."""
    highest = max((int(row.ids.max(initial=0)) for row in rows), default=0)
    return max(-(-(highest + 1) // BLOCK) * BLOCK, at_least)


def _with_rows(register: Register, rows: list[columns.Rows]) -> Register:
    """Write the rows into a register that is not shared yet."""
    languages = tuple(dict.fromkeys([*register.languages, *(row.language for row in rows)]))
    types = tuple(dict.fromkeys([*register.types, *(row.type for row in rows)]))
    for row in rows:
        register.language[row.ids] = languages.index(row.language)
        register.type[row.ids] = types.index(row.type)
        register.day[row.ids] = row.days
        register.begins[row.ids] = row.begins
        register.ends[row.ids] = row.ends
        register.key[row.ids] = key_of(row.days, row.releases, rank_of(row.language))
    return replace(register, languages=languages, types=types, _listed={}, _matrices={})


def changed(register: Register, ids: Iterable[int]) -> Register:
    """A register with these editions as they are in the database now. Two queries."""
    chosen = sorted(ids)
    rows = list(columns.editions(Edition.objects.listed_now_or_later().filter(pk__in=chosen)))
    size = _room(rows, at_least=register.size)
    known = np.array([pk for pk in chosen if pk < size], np.int64)
    made = _copy(register, size)
    made.begins[known] = NEVER
    clear = ~bits.from_positions(known, size)
    carried = {key: row & clear for key, row in made.carried.items()}
    for facet, term, carriers in columns.carried(chosen):
        within = bits.from_positions(carriers[carriers < size], size)
        carried[facet, term] = carried.get((facet, term), bits.nothing(size)) | within
    return replace(_with_rows(made, rows), carried=carried)


def _copy(register: Register, size: int) -> Register:
    """A copy of the given size."""
    more = size - register.size

    def wider(column: np.ndarray, fill: int = 0) -> np.ndarray:
        return np.concatenate([column, np.full(more, fill, column.dtype)])

    return replace(
        register,
        language=wider(register.language),
        type=wider(register.type),
        day=wider(register.day),
        key=wider(register.key),
        begins=wider(register.begins, NEVER),
        ends=wider(register.ends, NEVER),
        carried={key: np.concatenate([row, bits.nothing(more)]) for key, row in register.carried.items()},
    )


def differs(one: Register, other: Register, now: int) -> bool:
    """Whether the two would give different lists, now or later."""
    return _told(one, now) != _told(other, now)


def _told(register: Register, now: int) -> tuple[object, ...]:
    """Everything a list can depend on."""
    known = np.flatnonzero((register.begins != NEVER) & (register.ends > now))
    columns = [column[known].tolist() for column in (register.key, register.day, register.begins, register.ends)]
    among = bits.from_positions(known, register.size)
    carried = {
        key: within.tolist() for key, row in register.carried.items() if len(within := bits.positions(row & among))
    }
    languages = [register.languages[number] for number in register.language[known]]
    types = [register.types[number] for number in register.type[known]]
    return known.tolist(), *columns, languages, types, carried


# Caching


@dataclass(frozen=True)
class Kept:
    """A register and the marks it reflects."""

    register: Register
    epoch: str | None
    horizon: str


_kept: Kept | None = None
_lock = threading.Lock()


def current(look: Look | None = None) -> tuple[Register, int]:
    """The register and the time by the database's clock. One query if nothing changed; none if a fresh look is given.

    Marks are read before the data: a change in between is read twice, never missed. Inside a transaction everything is
    reloaded and nothing is cached: its own writes may be rolled back, and it may not see transactions that have since
    committed.
    """
    global _kept
    if connection().in_atomic_block:
        now = marks.look().now
        return read(), now
    with _lock:
        if _kept and look and (look.epoch, look.horizon) == (_kept.epoch, _kept.horizon):
            return _kept.register, look.now
        since = _kept.horizon if _kept else None
        # Another request may have updated the register since, so this look does not list everything that is new to it.
        if look is None or look.since != since:
            look = marks.look(since)
        if _kept is None or look.epoch != _kept.epoch or len(look.changed) > MOST_CHANGES:
            register = read()
        else:
            register = changed(_kept.register, look.changed) if look.changed else _kept.register
        _kept = Kept(register, look.epoch, look.horizon)
        return register, look.now


def horizon() -> str | None:
    """Where the next poll starts; None before the first."""
    kept = _kept
    return kept.horizon if kept else None


def forget() -> None:
    """For whoever empties the database under a running process, or turns to another one."""
    global _kept
    _kept = None

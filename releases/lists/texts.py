"""The columns that the newsroom's list needs of every text, as arrays: those of released texts in memory, kept current
through the marks, those of others read at each request.

The register has what readers see. Here are superseded, withdrawn and removed texts as well, and whatever else a member
of the newsroom may see.
"""

import datetime
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
from django.conf import settings
from django.db.models import BigIntegerField, Value
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from releases.lists import marks
from releases.lists.columns import NEVER, DayNumber, Joined, Microseconds, numbers
from releases.models import Edition, EditionQuerySet
from releases.search.bits import Mask
from releases.states import State
from taxonomy.sources import connection

MOST_CHANGES = 2_000  # with more, it is faster to load everything again

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
TYPES, KINDS, STATES = (tuple(map(str, each)) for each in (Edition.Type.values, Edition.Kind.values, State))

Numbers = NDArray[np.int64]
Codes = NDArray[np.uint8]


@dataclass(frozen=True)
class Texts:
    """One item a text in each array. Codes are places in the tuples above."""

    ids: Numbers
    releases: Numbers
    days: Numbers
    begins: Numbers  # microseconds since 1970, or NEVER
    ends: Numbers
    languages: Codes
    types: Codes
    kinds: Codes
    states: Codes

    def __len__(self) -> int:
        return len(self.ids)

    def where(self, chosen: Mask | Numbers) -> "Texts":
        return Texts(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def in_order(self) -> "Texts":
        return self.where(np.argsort(self.ids, kind="stable"))


def joined(pieces: Sequence[Texts]) -> Texts:
    columns = ([getattr(piece, column.name) for piece in pieces] for column in fields(Texts))
    return Texts(*map(np.concatenate, columns))


def code(name: str, names: tuple[str, ...]) -> int:
    """A language that is no longer offered has the code after the last."""
    return names.index(name) if name in names else len(names)


def read(editions: EditionQuerySet) -> Texts:
    """One query."""
    bounds = (
        Coalesce(Microseconds(name), Value(NEVER), output_field=BigIntegerField())
        for name in ("live_from", "live_until")
    )
    expressions = ("pk", "release_id", DayNumber("date"), *bounds)
    columns = {f"column_{number}": Joined(each, default=None) for number, each in enumerate(expressions)}
    named = ("language", "type", "kind", "state")
    rows = editions.order_by().values(*named).annotate(**columns).values_list(*named, *columns)
    return joined([nothing(), *(_piece(row[:4], row[4:]) for row in rows)])


def _piece(names: Sequence[str], columns: Sequence[str]) -> Texts:
    ids, releases, days, begins, ends = map(numbers, columns)
    known = zip(names, (LANGUAGES, TYPES, KINDS, STATES), strict=True)
    languages, types, kinds, states = (np.full(len(ids), code(name, among), np.uint8) for name, among in known)
    return Texts(ids, releases, days, begins, ends, languages, types, kinds, states)


def nothing() -> Texts:
    return _piece(("",) * 4, ("",) * 5)


# Released texts


@dataclass(frozen=True)
class Released:
    """Every released text, and the marks that this reflects."""

    texts: Texts
    epoch: str | None
    horizon: str
    _public: dict[str, tuple[int, int, Texts]] = field(default_factory=dict)

    def public(self, now: int) -> Texts:
        """Those that are or were public at that instant. Cached until the next one begins."""
        if kept := self._public.get("now"):
            first, until, found = kept
            if first <= now < until:
                return found
        begins = self.texts.begins
        found = self.texts.where(begins <= now)
        self._public["now"] = (now, int(begins[begins > now].min(initial=NEVER)), found)
        return found


_kept: Released | None = None
_lock = threading.Lock()


def released() -> tuple[Released, int]:
    """With the time by the database's clock in microseconds. One query if nothing changed.

    Inside a transaction everything is read again and nothing kept, since it may be rolled back.
    """
    global _kept
    if connection().in_atomic_block:
        look = marks.look()
        return Released(read(Edition.objects.released()), look.epoch, look.horizon), look.now
    with _lock:
        look = marks.look(_kept.horizon if _kept else None)
        if _kept is None or look.epoch != _kept.epoch or len(look.changed) > MOST_CHANGES:
            _kept = Released(read(Edition.objects.released()), look.epoch, look.horizon)
        elif look.changed:
            _kept = Released(_changed(_kept.texts, look.changed), look.epoch, look.horizon)
        elif look.horizon != _kept.horizon:
            _kept = replace(_kept, horizon=look.horizon)
        return _kept, look.now


def _changed(texts: Texts, ids: Iterable[int]) -> Texts:
    chosen = sorted(ids)
    others = texts.where(~np.isin(texts.ids, chosen))
    return joined([others, read(Edition.objects.released().filter(pk__in=chosen))])


def forget() -> None:
    """For whoever empties the database under a running process, or turns to another one."""
    global _kept
    _kept = None


def instant(microseconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(0, datetime.UTC) + datetime.timedelta(microseconds=microseconds)

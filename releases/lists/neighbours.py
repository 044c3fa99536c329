"""What the page of a release links to, by edition id: its neighbours in the list, and the releases that share the most terms."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from releases.lists.register import Register, key_of, rank_of
from releases.lists.selection import Selection
from releases.search import bits
from releases.search.bits import Bits, Positions

CANDIDATES = 300  # the newest with any shared term, from which the closest are chosen


class Placed(Protocol):
    """What decides where an edition stands in the list."""

    @property
    def pk(self) -> int: ...
    @property
    def release_id(self) -> int: ...
    @property
    def language(self) -> str: ...
    @property
    def date(self) -> datetime.date: ...


def neighbours(edition: Placed, selection: Selection) -> tuple[int | None, int | None]:
    """The next newer and next older edition in the selection, in the edition's language, whether or not the edition is in it."""
    reg = selection.register
    return reg.around(_key(edition), selection.found & reg.in_language(edition.language))


def related(edition: Placed, selection: Selection, terms: Iterable[tuple[str, Sequence[int]]], most: int) -> list[int]:
    """Among the newest in its language with one of the terms in common, those that share the most; ties go to the newer.

    Each term is given as its facet and the ids under which others may carry it.
    """
    reg = selection.register
    carrying = [reg.carrying(facet, ids) for facet, ids in terms]
    among = bits.union(carrying, reg.size) & selection.listed & reg.in_language(edition.language)
    candidates = _newest(among, edition.release_id, reg)
    shared = sum(
        (bits.holds(each, candidates).astype(np.int64) for each in carrying), np.zeros(len(candidates), np.int64)
    )
    return candidates[np.argsort(-shared, kind="stable")[:most]].tolist()


def _newest(among: Bits, release: int, reg: Register) -> Positions:
    """The first candidates in list order, without the release itself."""
    found: list[Positions] = []
    for piece in reg.in_order(among, newest=True):
        others = piece[reg.release(piece) != release]
        found.append(others)
        if sum(map(len, found)) >= CANDIDATES:
            break
    return np.concatenate(found or [np.empty(0, np.int64)])[:CANDIDATES]


def _key(edition: Placed) -> int:
    return int(key_of(edition.date.toordinal(), edition.release_id, rank_of(edition.language)))

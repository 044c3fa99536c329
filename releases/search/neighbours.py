"""What the page of a release links to, by edition id: its neighbours in the list, and the releases that share the most terms."""

import numpy as np

from releases.models import Edition
from releases.search import bits, columns
from releases.search.bits import Bits, Positions
from releases.search.register import LANGUAGE_BITS, RELEASE_BITS, Register, key_of, rank_of
from releases.search.selection import Selection

CANDIDATES = 300  # the newest with any shared term, from which the closest are chosen
RELATING = ("field", "country", "source")


def neighbours(edition: Edition, selection: Selection) -> tuple[int | None, int | None]:
    """The next newer and next older edition in the selection, in the edition's language, whether or not the edition is in it."""
    reg = selection.register
    found = bits.positions(selection.found & reg.in_language(edition.language))
    keys, mine = reg.key[found], _key(edition)
    newer, older = found[keys > mine], found[keys < mine]
    return (
        int(newer[np.argmin(reg.key[newer])]) if len(newer) else None,
        int(older[np.argmax(reg.key[older])]) if len(older) else None,
    )


def related(edition: Edition, selection: Selection, most: int) -> list[int]:
    """Among the newest in its language with a common field of work, country or source, those that share the most; ties
    go to the newer.
    """
    reg = selection.register
    among = selection.listed & reg.in_language(edition.language)
    carrying = [reg.carrying(facet, [term]) & among for facet, term in terms_of(edition, reg) if facet in RELATING]
    candidates = _newest(carrying, edition.release_id, reg)
    shared = sum((_holds(each, candidates) for each in carrying), start=np.zeros(len(candidates), np.int64))
    order = np.lexsort((-reg.key[candidates], -shared))
    return candidates[order[:most]].tolist()


def terms_of(edition: Edition, reg: Register) -> list[tuple[str, int]]:
    """By facet, from the register; from the database if the edition is not listed."""
    if found := [key for key, row in reg.carried.items() if _holds(row, np.array([edition.pk]))[0]]:
        return found
    return [(facet, term) for facet, term, _ in columns.carried([edition.pk])]


def _newest(carrying: list[Bits], release: int, reg: Register) -> Positions:
    """Without the release itself."""
    found = bits.positions(bits.union(carrying, reg.size))
    found = found[((reg.key[found] >> LANGUAGE_BITS) & ((1 << RELEASE_BITS) - 1)) != release]
    if len(found) > CANDIDATES:
        found = found[np.argpartition(reg.key[found], -CANDIDATES)[-CANDIDATES:]]
    return found


def _holds(members: Bits, positions: Positions) -> Positions:
    """1 for each position in the set, 0 otherwise; positions beyond the set's size are not in it."""
    within = positions < len(members) * 64
    where = np.where(within, positions, 0)
    return ((members[where >> 6] >> (where & 63).astype(np.uint64)) & np.uint64(1)).astype(np.int64) * within


def _key(edition: Edition) -> int:
    return int(key_of(edition.date.toordinal(), edition.release_id, rank_of(edition.language)))

"""What stands beside a release on its page, by their numbers: its neighbours in a list, and those that share the most terms with it."""

import numpy as np

from releases.models import Edition
from releases.search import bits, columns
from releases.search.bits import Bits, Positions
from releases.search.register import LANGUAGE_BITS, RELEASE_BITS, Register, key_of, rank_of
from releases.search.selection import Selection

CANDIDATES = 300  # the newest that share anything, of which the closest are chosen
RELATING = ("field", "country", "source")


def neighbours(edition: Edition, selection: Selection) -> tuple[int | None, int | None]:
    """The next newer and the next older one of a list, in the language of the edition, whether or not the list holds it."""
    reg = selection.register
    found = bits.positions(selection.found & reg.in_language(edition.language))
    keys, mine = reg.key[found], _key(edition)
    newer, older = found[keys > mine], found[keys < mine]
    return (
        int(newer[np.argmin(reg.key[newer])]) if len(newer) else None,
        int(older[np.argmax(reg.key[older])]) if len(older) else None,
    )


def related(edition: Edition, selection: Selection, most: int) -> list[int]:
    """Of the newest in its language that share a field of work, a country or a source those that share the most; of equals the newer."""
    reg = selection.register
    among = selection.listed & reg.in_language(edition.language)
    carrying = [reg.carrying(facet, [term]) & among for facet, term in terms_of(edition, reg) if facet in RELATING]
    candidates = _newest(carrying, edition.release_id, reg)
    shared = sum((_holds(each, candidates) for each in carrying), start=np.zeros(len(candidates), np.int64))
    order = np.lexsort((-reg.key[candidates], -shared))
    return candidates[order[:most]].tolist()


def terms_of(edition: Edition, reg: Register) -> list[tuple[str, int]]:
    """By facet. Of one that is not listed the database is asked."""
    if found := [key for key, row in reg.carried.items() if _holds(row, np.array([edition.pk]))[0]]:
        return found
    return [(facet, term) for facet, term, _ in columns.carried([edition.pk])]


def _newest(carrying: list[Bits], release: int, reg: Register) -> Positions:
    """Of other releases."""
    found = bits.positions(bits.union(carrying, reg.size))
    found = found[((reg.key[found] >> LANGUAGE_BITS) & ((1 << RELEASE_BITS) - 1)) != release]
    if len(found) > CANDIDATES:
        found = found[np.argpartition(reg.key[found], -CANDIDATES)[-CANDIDATES:]]
    return found


def _holds(members: Bits, positions: Positions) -> Positions:
    """1 for each of the positions that is a member, 0 for the others; one that the set has no room for is none."""
    within = positions < len(members) * 64
    where = np.where(within, positions, 0)
    return ((members[where >> 6] >> (where & 63).astype(np.uint64)) & np.uint64(1)).astype(np.int64) * within


def _key(edition: Edition) -> int:
    return int(key_of(edition.date.toordinal(), edition.release_id, rank_of(edition.language)))

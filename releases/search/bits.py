"""Sets of editions as bit arrays, one bit per edition id, and operations on them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Positions = NDArray[np.int64]


def nothing(size: int) -> Bits:
    return np.zeros(size // 64, np.uint64)


def from_mask(mask: Mask) -> Bits:
    return np.packbits(mask, bitorder="little").view("<u8")


def from_positions(positions: Positions, size: int) -> Bits:
    mask = np.zeros(size, np.bool_)
    mask[positions] = True
    return from_mask(mask)


def union(sets: Iterable[Bits], size: int) -> Bits:
    found = nothing(size)
    for members in sets:
        found |= members
    return found


def to_mask(bits: Bits) -> Mask:
    return np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_)


def positions(bits: Bits) -> Positions:
    return np.flatnonzero(to_mask(bits))


def holds(bits: Bits, positions: Positions) -> Mask:
    """Whether each position is in the set; positions beyond the set's size are not."""
    within = positions < len(bits) * 64
    where = np.where(within, positions, 0)
    return ((bits[where >> 6] >> (where & 63).astype(np.uint64)) & np.uint64(1)).astype(np.bool_) & within


def holds_one(bits: Bits, position: int) -> bool:
    return position < len(bits) * 64 and bool(int(bits[position >> 6]) >> (position & 63) & 1)


def count(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


def counts_within(matrix: NDArray[np.uint64], bits: Bits) -> list[int]:
    """For each row of the matrix, the number of its members within the set. For a small set, only columns with members are read."""
    there = np.flatnonzero(bits)
    if len(there) < len(bits) // 4:
        matrix, bits = matrix[:, there], bits[there]
    return np.bitwise_count(matrix & bits).sum(axis=1).tolist()

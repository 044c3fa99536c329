"""Sets of editions as rows of bits, one for each edition's number, and what one asks of them."""

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


def count(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


def counts_within(matrix: NDArray[np.uint64], bits: Bits) -> list[int]:
    """Of each row of the matrix, how many lie within the set. Of a small set only the columns that hold any of it are read."""
    there = np.flatnonzero(bits)
    if len(there) < len(bits) // 4:
        matrix, bits = matrix[:, there], bits[there]
    return np.bitwise_count(matrix & bits).sum(axis=1).tolist()

"""Three-way merge of two people's edits, field by field. Imports no model and writes nothing.

A field that only one of them changed is taken from that person. A field that both changed differently is a conflict,
which only a person can resolve.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Merge:
    """`joined` has every field; for a conflict, the second person's version."""

    joined: dict[str, Any]
    theirs: list[str]  # fields that only the other person changed
    conflicts: list[str]


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], names: Iterable[str]) -> Merge:
    """`base` is what both started from. A field missing from it counts as changed by both: nothing is guessed.

    >>> text = {"headline": "Council meets", "lead": "Today."}
    >>> merge(text, text | {"lead": "Now."}, text | {"headline": "Council met"}, text).joined
    {'headline': 'Council met', 'lead': 'Now.'}
    """
    joined, taken, conflicts = {}, [], []
    for name in names:
        ours, other = mine.get(name), theirs.get(name)
        joined[name] = ours
        if ours == other:
            continue
        known = name in base
        if known and base[name] == ours:
            joined[name] = other
            taken.append(name)
        elif not known or base[name] != other:
            conflicts.append(name)
    return Merge(joined, taken, conflicts)

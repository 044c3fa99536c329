"""Which releases the newsroom's list shows, in which order, and how many each filter would leave.

A release is listed if, for each filter, any of its visible texts matches. Everything is computed from arrays in memory
(`releases.lists.texts`), and so is exact, and as fast for rare matches as for frequent ones.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, reduce

import numpy as np
from django.conf import settings
from django.utils.translation import get_language
from numpy.typing import NDArray

from releases.admin.situations import SITUATIONS
from releases.lists import touched
from releases.lists.newsroom import Visible
from releases.lists.texts import KINDS, LANGUAGES, STATES, Codes, Numbers, Texts, code
from releases.models import Edition
from releases.states import Phase, State

Mask = NDArray[np.bool_]
SITUATION_NAMES = tuple(str(name.value) for name in SITUATIONS)


class Narrowed:
    """The releases under all filters in use. `chosen` says which texts each of them leaves."""

    def __init__(self, visible: Visible, chosen: Mapping[str, Mask]) -> None:
        self.visible, self.texts = visible, visible.texts
        self._size = int(self.texts.releases.max(initial=0)) + 1
        self._all = self.releases_of(np.ones(len(self.texts), np.bool_))
        self._sets = {name: self.releases_of(texts) for name, texts in chosen.items()}

    def releases_of(self, chosen: Mask) -> Mask:
        """By release number, whether it has one of the texts."""
        found = np.zeros(self._size, np.bool_)
        found[self.texts.releases[chosen]] = True
        return found

    def under(self, ignoring: str = "") -> Mask:
        """By release number, whether it is listed if one of the filters is taken away."""
        return reduce(np.logical_and, (found for name, found in self._sets.items() if name != ignoring), self._all)

    def count(self, name: str, chosen: Mask) -> int:
        """How many releases this choice of the filter would leave."""
        return int((self.releases_of(chosen) & self.under(ignoring=name)).sum())

    def counts(self, name: str, codes: Codes, number: int) -> list[int]:
        """The same for each of so many codes, of which a text has one."""
        others = self.under(ignoring=name)
        releases = self.texts.releases
        if not np.array_equal(others, self._all):
            among = others[releases]
            codes, releases = codes[among], releases[among]
        seen = np.zeros((number + 1, self._size), np.bool_)
        seen[codes, releases] = True
        counts: list[int] = seen[:number].sum(axis=1).tolist()
        return counts

    def numbers(self, order: Iterable[tuple[str, bool]]) -> Numbers:
        """The release numbers, sorted by these columns, each ascending or not; what is equal in all of them newest first."""
        found = np.flatnonzero(self.under())[::-1]
        for column, ascending in reversed(list(order)):
            keys = KEYS[column](self)[found]
            found = found[np.argsort(keys if ascending else -keys, kind="stable")]
        return found

    @cached_property
    def situations(self) -> Codes:
        return situations_of(self.texts, self.visible.now)

    # What the columns are sorted by, by release number

    def _of_releases(self, values: Numbers, order: Numbers) -> Numbers:
        """For each release, the value of its last text in this order."""
        found = np.zeros(self._size, np.int64)
        found[self.texts.releases[order]] = values[order]
        return found

    @cached_property
    def _to_the_shown_one(self) -> Numbers:
        """The texts in an order that ends, for each release, with the one in `ReleaseRow.first`."""
        active, usual = (
            self.texts.languages == code(name or "", LANGUAGES) for name in (get_language(), settings.LANGUAGE_CODE)
        )
        current = self.situations < SITUATION_NAMES.index(Phase.SUPERSEDED)
        return np.lexsort((self.texts.ids, current, usual, active))

    def days(self) -> Numbers:
        return self._of_releases(self.texts.days, self._to_the_shown_one)

    def languages(self) -> Numbers:
        return self._of_releases(self.texts.languages.astype(np.int64), self._to_the_shown_one)

    def earliest_situations(self) -> Numbers:
        codes = self.situations.astype(np.int64)
        return self._of_releases(codes, np.argsort(-codes, kind="stable"))

    def last_changes(self) -> Numbers:
        entries = touched.last_entries(self.texts.ids, self.visible.epoch)
        return self._of_releases(entries, np.argsort(entries, kind="stable"))

    def own_numbers(self) -> Numbers:
        return np.arange(self._size)


KEYS: dict[str, Callable[[Narrowed], Numbers]] = {
    "number": Narrowed.own_numbers,
    "date": Narrowed.days,
    "language": Narrowed.languages,
    "texts": Narrowed.earliest_situations,
    "last_change": Narrowed.last_changes,
}


def situations_of(texts: Texts, now: int) -> Codes:
    """Where each text stands, as a place in `SITUATIONS`; the same as `situations.in_situation`."""

    def place(name: str) -> int:
        return SITUATION_NAMES.index(str(name))

    by_state = [place(Phase.LIVE if state == State.RELEASED else state) for state in STATES]
    found = np.array(by_state, np.uint8)[texts.states]
    released = texts.states == STATES.index(State.RELEASED)
    for kind in Edition.UNLISTED:
        found[released & (texts.kinds == KINDS.index(kind))] = place(kind)
    found[released & (texts.begins > now)] = place(Phase.SCHEDULED)
    found[released & (texts.ends <= now)] = place(Phase.SUPERSEDED)
    return found

"""Filter values and years of a list as HTML: about two hundred per list, of which only the numbers change."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CURRENT = ' aria-current="true"'


class Offered(Protocol):
    """A filter value, the number of releases it would show, and its depth in the tree."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> object: ...
    @property
    def count(self) -> int: ...
    @property
    def chosen(self) -> bool: ...
    @property
    def depth(self) -> int: ...


class Dated(Protocol):
    """A year or month with the query of its list, and its count as a percentage of the largest."""

    @property
    def query(self) -> str: ...
    @property
    def label(self) -> object: ...
    @property
    def count(self) -> int: ...
    @property
    def chosen(self) -> bool: ...
    @property
    def share(self) -> int: ...


def checkboxes(name: str, options: Iterable[Offered]) -> SafeString:
    """One line per option, in order; everything in it is escaped."""
    lines = [
        f"{_before(name, option.value, option.depth)}{' checked' if option.chosen else ''}"
        f"{_between(str(option.label))}{option.count}</span></label></li>\n"
        for option in options
    ]
    return mark_safe("".join(lines))  # noqa: S308  # made of what is escaped below


@lru_cache(5000)
def _before(name: str, value: str, depth: int) -> str:
    return f'<li class="depth-{depth}"><label><input type="checkbox" name="{escape(name)}" value="{escape(value)}"'


@lru_cache(5000)
def _between(label: str) -> str:
    return f'>\n<span>{escape(label)}</span> <span class="number">'


def bars(periods: Iterable[Dated]) -> SafeString:
    """One line per period, with a bar proportional to its number of releases."""
    lines = [
        f'<li><a href="?{escape(period.query)}"{CURRENT if period.chosen else ""}><span>{escape(period.label)}</span>\n'
        f'<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{period.share}" height="1" /></svg>\n<span class="number">{period.count}</span></a></li>\n'
        for period in periods
    ]
    return mark_safe("".join(lines))  # noqa: S308  # made of what is escaped above

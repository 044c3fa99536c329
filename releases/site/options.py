"""Filter values and years of a list as HTML: about two hundred per list, of which only the numbers change."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

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


class Grouped(Protocol):
    """The values of one filter."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> object: ...
    @property
    def options(self) -> Sequence[Offered]: ...
    @property
    def open(self) -> bool: ...


def filter_groups(groups: Iterable[Grouped]) -> SafeString:
    """Each filter that has values; the first is open."""
    lines = [
        f'<details data-group="{escape(group.name)}"{" open" if group.open or not number else ""}>\n'
        f"<summary>{escape(group.label)}</summary>\n"
        f'<fieldset>\n<legend class="unseen">{escape(group.label)}</legend>\n'
        f"<ul>\n{checkboxes(group.name, group.options)}</ul>\n</fieldset>\n</details>\n"
        for number, group in enumerate(groups)
        if group.options
    ]
    return mark_safe("".join(lines))  # noqa: S308  # made of what is escaped


def language_options(languages: Iterable[Offered]) -> SafeString:
    """The language of the page needs no parameter."""
    own = get_language()
    lines = [
        f'<option value="{"" if option.value == own else escape(option.value)}"'
        f"{' selected' if option.chosen else ''}>{escape(option.label)} ({option.count})</option>\n"
        for option in languages
    ]
    return mark_safe("".join(lines))  # noqa: S308  # made of what is escaped


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
    level = f' class="depth-{depth}"' if depth else ""
    return f'<li{level}><label><input type="checkbox" name="{escape(name)}" value="{escape(value)}"'


@lru_cache(5000)
def _between(label: str) -> str:
    return f'>\n<span>{escape(label)}</span> <span class="number">'


def bars(periods: Iterable[Iterable[Dated]]) -> SafeString:
    """A list for the years and one for the months; each period with a bar proportional to its number of releases."""
    lists = [f"<ul>\n{''.join(map(_bar, row))}</ul>\n" for row in periods]
    return mark_safe("".join(lists))  # noqa: S308  # made of what is escaped below


def _bar(period: Dated) -> str:
    return (
        f'<li><a href="?{escape(period.query)}"{CURRENT if period.chosen else ""}><span>{escape(period.label)}</span>\n'
        f'<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{period.share}" height="1" /></svg>\n<span class="number">{period.count}</span></a></li>\n'
    )

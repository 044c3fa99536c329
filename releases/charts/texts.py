"""Charts in a text: each table that asks for one gets it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from releases.charts.data import NotDrawn
from releases.charts.figure import figure_of
from releases.charts.tables import data_of
from taxonomy.chart_kinds import ATTRIBUTE, KINDS

MOST_CHARTS = 20  # in one text
# A whole tag, whatever its attributes hold.
TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:[^<>"]|"[^"]*")*)>')
KIND = re.compile(rf'{ATTRIBUTE}="({"|".join(KINDS)})"')


@dataclass(frozen=True)
class Table:
    """A table of a text that is within no other: its place, its markup, and the kind of chart it asks for; empty for none."""

    start: int
    end: int
    markup: str
    kind: str

    @property
    def words(self) -> str:
        return " ".join(strip_tags(self.markup.replace("<", " <")).split())


def tables_in(html: str) -> Iterator[Table]:
    """Of clean HTML, in order."""
    depth, start, kind = 0, 0, ""
    for tag in TAG.finditer(html) if "<table" in html else ():
        if tag["name"] != "table":
            continue
        if not tag["end"]:
            if depth == 0:
                start, kind = tag.start(), _kind_in(tag["attributes"])
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield Table(start, tag.end(), html[start : tag.end()], kind)


def _kind_in(attributes: str) -> str:
    found = KIND.search(attributes)
    return found[1] if found else ""


def with_kinds(html: str, kinds: list[str]) -> str:
    """The tables with these kinds, in order, whatever they asked for."""
    parts, done = [], 0
    for table, kind in zip(tables_in(html), kinds, strict=False):
        tag = TAG.match(table.markup)
        if tag and kind != table.kind:
            attributes = KIND.sub("", tag["attributes"]).rstrip() + (f' {ATTRIBUTE}="{kind}"' if kind else "")
            parts += [html[done : table.start], f"<table{attributes}>"]
            done = table.start + tag.end()
    return "".join([*parts, html[done:]])


def with_charts(html: SafeString, language: str) -> SafeString:
    """In the language of the text, as its tables are. A table that cannot be drawn stays alone; its editor was told why.

    Keys reach every table, since a wide one scrolls on a narrow screen.
    """
    parts, done, drawn = [], 0, 0
    with translation.override(language):
        for table in tables_in(html):
            drawn += 1 if table.kind else 0
            asking = bool(table.kind) and drawn <= MOST_CHARTS
            parts += [html[done : table.start], _shown(table, drawn, language) if asking else _reached(table)]
            done = table.end
    return mark_safe("".join([*parts, html[done:]]))  # noqa: S308  # clean HTML, and charts that escape what they hold


def _shown(table: Table, number: int, language: str) -> str:
    try:
        data = data_of(table.markup, language, table.kind)
        return figure_of(_reached(table), data, table.kind, f"chart-{number}", language)
    except NotDrawn:
        return _reached(table)


def _reached(table: Table) -> str:
    return table.markup.replace("<table", '<table tabindex="0"', 1)


def not_drawn(html: str, language: str) -> Iterator[tuple[str, str]]:
    """Tables that ask for a chart in vain: the words they begin with, and why."""
    for number, table in enumerate(_asking(html), start=1):
        try:
            figure_of(
                table.markup, data_of(table.markup, language, table.kind), table.kind, f"chart-{number}", language
            )
        except NotDrawn as reason:
            yield table.words[:60], str(reason)


def _asking(html: str) -> list[Table]:
    return [table for table in tables_in(html) if table.kind][:MOST_CHARTS]

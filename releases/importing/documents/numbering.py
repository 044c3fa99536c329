"""The numbers that Word gives to paragraphs of lists, which the HTML that mammoth makes has no more: where a list began, and whether it goes on.

Each number is written before the words of its paragraph between two marks that no text has, and taken out again from the HTML.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
OPEN, CLOSE = "\ue0f0", "\ue0f1"  # for private use
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
MARKS = re.compile(f"[{OPEN}{CLOSE}]")
LEVELS = 9
Place = tuple[str, int]  # the list and the level


class Numbering:
    """Counts as Word does: lists that are made from the same one go on counting, unless one says where it begins."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.made_from: dict[str, str] = {}
        self.begins: dict[Place, int] = {}
        self.again: dict[Place, int] = {}
        self.numbered: set[Place] = set()
        self.of_styles: dict[str, Place] = {}
        self.counts: dict[str, list[int | None]] = {}
        self.met: set[Place] = set()
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self.of_styles = dict(_places_of_styles(styles))

    def _read(self, numbering: Any) -> None:
        for made in numbering.iter(f"{W}abstractNum"):
            name = made.get(f"{W}abstractNumId")
            for level in made.iter(f"{W}lvl"):
                place = (name, _number(level.get(f"{W}ilvl"), 0))
                self.begins[place] = _number(_said(level, "start"), 1)
                if _said(level, "numFmt") not in ("bullet", "none"):
                    self.numbered.add(place)
        for one in numbering.iter(f"{W}num"):
            name = one.get(f"{W}numId")
            self.made_from[name] = _said(one, "abstractNumId")
            for level in one.iter(f"{W}lvlOverride"):
                if start := _said(level, "startOverride"):
                    self.again[name, _number(level.get(f"{W}ilvl"), 0)] = _number(start, 1)

    def next(self, paragraph: Any) -> int | None:
        """The number of the paragraph; None if it has none."""
        place = self._place(paragraph)
        if place is None or (source := self.made_from.get(place[0])) is None:
            return None
        level = place[1]
        counts = self.counts.setdefault(source, [None] * LEVELS)
        if place in self.again and place not in self.met:
            counts[level] = self.again[place]
        else:
            before = counts[level]
            counts[level] = self.begins.get((source, level), 1) if before is None else before + 1
        self.met.add(place)
        counts[level + 1 :] = [None] * (LEVELS - level - 1)
        return counts[level] if (source, level) in self.numbered else None

    def _place(self, paragraph: Any) -> Place | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        of_style = self.of_styles.get(_said(properties, "pStyle"))
        own = properties.find(f"{W}numPr")
        if own is None:
            return of_style
        name, level = _said(own, "numId"), _number(_said(own, "ilvl"), of_style[1] if of_style else 0)
        return (name or (of_style[0] if of_style else ""), min(level, LEVELS - 1))


def _places_of_styles(styles: Any) -> Iterator[tuple[str, Place]]:
    known = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
    for name in known:
        style = known[name]
        for _depth in range(20):
            if (said := style.find(f"{W}pPr/{W}numPr")) is not None:
                yield name, (_said(said, "numId"), min(_number(_said(said, "ilvl"), 0), LEVELS - 1))
                break
            if (style := known.get(_said(style, "basedOn"))) is None:
                break


def _said(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}")
    return "" if child is None else child.get(VAL) or ""


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else otherwise


def mark_numbers(text: Any, numbering: Any, styles: Any) -> None:
    counted = Numbering(numbering, styles)
    for words in text.iter(f"{W}t"):
        words.text = MARKS.sub("", words.text or "")
    for paragraph in text.iter(f"{W}p"):
        if (number := counted.next(paragraph)) is not None:
            run = etree.Element(f"{W}r")
            etree.SubElement(run, f"{W}t").text = f"{OPEN}{number}{CLOSE}"
            properties = paragraph.find(f"{W}pPr")
            properties.addnext(run)


def with_numbers(html: str) -> str:
    """Lists that begin where they began, and one for each run of numbers that follow each other."""
    if OPEN not in html:
        return html
    tree = LexborHTMLParser(html)
    for ordered in reversed(tree.css("ol")):
        body = LexborHTMLParser("".join(_lists(ordered))).body
        for made in list(body.iter()) if body else []:
            ordered.insert_before(made)
        ordered.decompose()
    return MARK.sub("", tree.body.inner_html or "") if tree.body else ""


def _lists(ordered: LexborNode) -> Iterator[str]:
    """Items without a number, as notes are, go on with those before."""
    run, numbered, before = 0, list[tuple[int, int | None, str]](), None
    for item in ordered.iter():
        number = _number_of(item)
        if number is not None and before is not None and number != before + 1:
            run += 1
        before = number if number is not None else before
        numbered.append(
            (run, number, MARK.sub("", item.html or "", count=1) if number is not None else item.html or "")
        )
    for _run, items in groupby(numbered, key=lambda one: one[0]):
        own = list(items)
        start = f' start="{own[0][1]}"' if own[0][1] not in (None, 1) else ""
        yield f"<ol{start}>{''.join(html for _, _, html in own)}</ol>"


def _number_of(item: LexborNode) -> int | None:
    found = MARK.match(item.text().lstrip())
    return int(found[1]) if found else None

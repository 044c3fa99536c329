"""Finding a passage again in a text that was edited, by what it says and what stood around it. Imports no model.

Texts are compared flat: without markup, with one space for every run of white space and every end of a block, which is also what a
browser's selection comes to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape

# Characters kept of what stands before and after.
AROUND = 60
# Fewer characters than that on either side tell no place from another.
TOUCHING = 3

TOKEN = re.compile(r"(?P<tag><(?:[^>\"]|\"[^\"]*\")*>)|(?P<space>\s+)|(?P<entity>&\#?\w+;)|(?P<letter>.)", re.S)
BLOCK = re.compile(
    r"</?(?:p|h[1-6]|li|ul|ol|dl|dt|dd|blockquote|table|thead|tbody|tr|t[dh]|br|hr|figure|figcaption)\b", re.I
)
EMPTY_INLINE = re.compile(r"<(strong|em|b|i|s|u|a|sup|sub|span)\b[^>]*></\1>")


@dataclass(frozen=True)
class Passage:
    """Some words of a text. `alone` if they occurred only once when they were quoted."""

    quotation: str
    before: str = ""
    after: str = ""
    alone: bool = True

    def places_in(self, text: str) -> list[int]:
        """Where in the flat text it may stand: nowhere, at one place, or at several that are equally good."""
        found = list(_occurrences(self.quotation, text))
        if self.alone and len(found) == 1:
            return found
        likeness = {place: self._likeness(text, place) for place in found}
        best = max(likeness.values(), default=0)
        least = 0 if self.alone else min(TOUCHING, len(self.before.strip() + self.after.strip()))
        return [place for place in found if best >= least and likeness[place] > best - TOUCHING]

    def _likeness(self, text: str, place: int) -> int:
        """How many characters around it are the same as when it was quoted."""
        before, after = text[:place].rstrip(), text[place + len(self.quotation) :].lstrip()
        return _common(reversed(self.before.rstrip()), reversed(before)) + _common(
            iter(self.after.lstrip()), iter(after)
        )


def quoted_from(text: str, quotation: str, before: str = "", after: str = "") -> Passage | None:
    """The passage of a flat text; None if the words do not stand in it. Of several, the one that has these words around it."""
    wanted = Passage(flat(quotation), flat(before), flat(after))
    places = wanted.places_in(text) if wanted.quotation else []
    if not places:
        return None
    start, end = places[0], places[0] + len(wanted.quotation)
    alone = len(list(_occurrences(wanted.quotation, text))) == 1
    return Passage(wanted.quotation, text[max(0, start - AROUND) : start], text[end : end + AROUND], alone)


def flat(text: str) -> str:
    return " ".join(text.split())


def _occurrences(quotation: str, text: str) -> Iterator[int]:
    place = text.find(quotation) if quotation else -1
    while place >= 0:
        yield place
        place = text.find(quotation, place + 1)


def _common(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


# Rich text


@dataclass
class FlatText:
    """The flat text of clean rich text; `origins` say where in the HTML each character came from, None for the end of a block."""

    html: str
    text: str = ""
    origins: list[tuple[int, int] | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        letters: list[str] = []
        for token in TOKEN.finditer(self.html):
            if token["tag"]:
                if BLOCK.match(token["tag"]):
                    self._add_space(letters, None)
            elif token["space"] or unescape(token[0]).isspace():
                self._add_space(letters, token.span())
            else:
                said = unescape(token[0])
                letters += said
                self.origins += [token.span()] * len(said)
        while letters and letters[-1] == " ":
            letters.pop()
            self.origins.pop()
        self.text = "".join(letters)

    def _add_space(self, letters: list[str], origin: tuple[int, int] | None) -> None:
        if not letters:
            return
        if letters[-1] != " ":
            letters.append(" ")
            self.origins.append(origin)
        elif origin is None:
            self.origins[-1] = None

    def replaced(self, place: int, length: int, words: str) -> str | None:
        """The HTML with other words at that place; None if it reaches over the end of a block."""
        spans = self.origins[place : place + length]
        if not spans or any(span is None for span in spans):
            return None
        parts, end = [], 0
        for number, (start, stop) in enumerate(dict.fromkeys(span for span in spans if span)):
            parts.append(self.html[end:start] + (escape(words, quote=False) if number == 0 else ""))
            end = stop
        return EMPTY_INLINE.sub("", "".join(parts) + self.html[end:])

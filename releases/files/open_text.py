"""Which words of an OpenDocument text nobody sees: hidden by a style, a section or a condition, in white where nothing says on what,
or too small to read. Told element by element, like `releases.files.word_text`.
"""

import re
from collections.abc import Iterable
from typing import Any

from releases.files.walking import Element, attributes_of, drop, walked

WHITE = "#ffffff"
NO_GROUND = ("", "transparent", WHITE)
TINY = re.compile(r"(?:0(?:\.\d+)?|1(?:\.0+)?)pt|0(?:\.0\d*)?(?:cm|in)")
# By the name of the element, the family of its style.
FAMILIES = {"p": "paragraph", "h": "paragraph", "span": "text", "table": "table", "table-cell": "table-cell", "section": "section"}  # fmt: skip
# Slides, sheets, boxes and shapes have grounds of their own, which only their programs can tell.
GROUNDS = (
    "presentation", "spreadsheet", "drawing", "text-box", "custom-shape", "rect", "ellipse", "circle", "polygon",
    "regular-polygon", "polyline", "path", "line", "connector", "caption",
)  # fmt: skip
CONDITIONAL = ("hidden-text", "hidden-paragraph")

Properties = dict[str, str]


class Styles:
    """What each style says, with what it has from the one above it. What is said first of a name counts."""

    def __init__(self) -> None:
        self.own: dict[tuple[str, str], Properties] = {}
        self.above: dict[tuple[str, str], str] = {}
        self.automatic: set[tuple[str, str]] = set()
        self.reading = ("", "")

    def follow(self, path: list[str], attributes: dict[str, str]) -> None:
        """The automatic styles of headers and footers, in styles.xml, bear the same names as those of the text and are others."""
        if path[-1] == "style":
            self.reading = (attributes.get("family", ""), attributes.get("name", ""))
            if self.reading in self.own:
                self.reading = ("", "")
            elif "parent-style-name" in attributes:
                self.above[self.reading] = attributes["parent-style-name"]
            self.own.setdefault(self.reading, {})
            if "automatic-styles" in path:
                self.automatic.add(self.reading)
        elif path[-2:-1] == ["style"] and path[-1].endswith("-properties"):
            self.own.setdefault(self.reading, {}).update(attributes)

    def of(self, family: str, name: str) -> Properties:
        found: Properties = {}
        for _depth in range(20):
            if (family, name) not in self.own:
                break
            found = self.own[family, name] | found
            name = self.above.get((family, name), "")
        return found

    def named(self, family: str, name: str) -> str:
        """The name of the style, or of the one that an automatic style was made from."""
        return self.above.get((family, name), name) if (family, name) in self.automatic else name


def styles_of(elements: Iterable[Element]) -> Styles:
    """Of content.xml first, then of styles.xml."""
    styles = Styles()
    for path, attributes, text in elements:
        if not text:
            styles.follow(path, attributes)
    return styles


def is_left_out(name: str, attributes: dict[str, str]) -> bool:
    """A section or field that is hidden, or is under a condition that its program did not say to be unmet."""
    conditional = name in CONDITIONAL or (name == "section" and attributes.get("display") == "condition")
    return (conditional and attributes.get("is-hidden") != "false") or (
        name == "section" and attributes.get("display") == "none"
    )


class Unseen:
    """Follows the elements of a text; after each one, `now` is whether words that stand there are not seen."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.said: dict[int, Properties] = {}  # by the depth of the element

    def follow(self, path: list[str], attributes: dict[str, str]) -> None:
        name, depth = path[-1], len(path)
        self.leave(depth)
        if is_left_out(name, attributes):
            self.said[depth if name != "hidden-paragraph" else depth - 1] = {"display": "none"}
        elif name in GROUNDS:
            self.said[depth] = {"background-color": "its own"}
        elif name in FAMILIES:
            self.said[depth] = self.styles.of(FAMILIES[name], attributes.get("style-name", ""))

    def leave(self, depth: int) -> None:
        for deeper in [one for one in self.said if one >= depth]:
            del self.said[deeper]

    @property
    def now(self) -> bool:
        return self.is_hidden or self.is_faint

    @property
    def is_hidden(self) -> bool:
        return self._nearest.get("display") in ("none", "condition")

    @property
    def is_faint(self) -> bool:
        nearest = self._nearest
        grounds = {said.get("background-color", "").lower() for said in self.said.values()} - {*NO_GROUND}
        return TINY.fullmatch(nearest.get("font-size", "")) is not None or (
            nearest.get("color", "").lower() == WHITE and not grounds
        )

    @property
    def _nearest(self) -> Properties:
        found: Properties = {}
        for depth in sorted(self.said):
            found |= self.said[depth]
        return found


def take_out_unseen(tree: Any, styles: Styles) -> int:
    """Removes what nobody sees, and leaves what stands around it. Gives the number of passages."""
    unseen, hidden, faint = Unseen(styles), list[Any](), dict[Any, list[tuple[Any, str]]]()
    for path, element, is_end in walked(tree):
        if is_end:
            unseen.leave(len(path))
            _note(faint, unseen, element.getparent(), element, "tail")
            continue
        unseen.follow(path, attributes_of(element))
        _note(faint, unseen, element, element, "text")
        if unseen.is_hidden and not (hidden and hidden[-1] in element.iterancestors()):
            hidden.append(element.getparent() if path[-1] == "hidden-paragraph" else element)
    passages = sum(1 for element in hidden if "".join(element.itertext()).strip())
    for pieces in faint.values():
        for element, place in pieces:
            setattr(element, place, None)
    for element in hidden:
        drop(element)
    return passages + len(faint)


def _note(faint: dict[Any, list[tuple[Any, str]]], unseen: Unseen, holder: Any, element: Any, place: str) -> None:
    """Words of the holder that are there, but faint; those that are hidden go with their element."""
    if (getattr(element, place) or "").strip() and unseen.is_faint and not unseen.is_hidden:
        faint.setdefault(holder, []).append((element, place))

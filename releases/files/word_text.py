"""Which words of a Word file nobody sees: hidden by a run or its style, in white where nothing says on what, or too small to read.

It is told element by element, so that a file can be examined without holding it, and a tree can be cleaned by the same rules.
"""

from collections.abc import Iterable
from typing import Any

from releases.files.walking import Element, attributes_of, walked

OFF = ("0", "false", "off", "none")
SMALLEST = 2  # half-points
WHITE = "ffffff"
NO_FILL = ("", "auto", WHITE)
# Tables of other styles may have a ground of their own, which the style of the table says.
PLAIN_TABLES = ("TableNormal", "TableGrid", "Table Grid")
HOLDERS = ("tbl", "tc", "p", "r", "txbxContent")
SHOWN_WITHOUT_WORDS = ("drawing", "pict", "object")
# A run, what holds its properties, and what says how they were before a tracked change.
OF_A_RUN, OF_A_STYLE = ["r", "rPr"], ["style", "rPr"]


def said_of(name: str, attributes: dict[str, str]) -> str:
    """What a property says of the words that have it; empty if nothing that matters here."""
    value = attributes.get("val", "").lower()
    if name == "vanish":
        return "shown" if value in OFF else "hidden"
    if name == "color":
        return "white" if value == WHITE else "coloured"
    if name == "sz":
        return "tiny" if value.isdigit() and int(value) <= SMALLEST else "large"
    if name == "highlight":
        return "" if value in OFF else "ground"
    return "ground" if name == "shd" and attributes.get("fill", "").lower() not in NO_FILL else ""


OPPOSITES = (("hidden", "shown"), ("white", "coloured"), ("tiny", "large"))


def together(own: set[str], inherited: set[str]) -> set[str]:
    """What is said nearer to the words decides."""
    decided = {word for pair in OPPOSITES if own & {*pair} for word in pair}
    return own | (inherited - decided)


def styles_of(elements: Iterable[Element]) -> dict[str, set[str]]:
    """What each style says of its words, by its identifier."""
    own: dict[str, set[str]] = {}
    above: dict[str, str] = {}
    name = ""
    for path, attributes, text in elements:
        if text:
            continue
        if path[-1] == "style":
            name = attributes.get("styleId", "")
            own[name] = set()
        elif path[-2:] == ["style", "basedOn"]:
            above[name] = attributes.get("val", "")
        elif path[-3:-1] == OF_A_STYLE and (said := said_of(path[-1], attributes)):
            own[name].add(said)
    return {style: _with_above(style, own, above) for style in own}


def _with_above(style: str, own: dict[str, set[str]], above: dict[str, str]) -> set[str]:
    found: set[str] = set()
    for _depth in range(20):
        if style not in own:
            break
        found = together(found, own[style])
        style = above.get(style, "")
    return found


class Unseen:
    """Follows the elements of a text; after each one, `now` is whether words that stand there are not seen."""

    def __init__(self, styles: dict[str, set[str]]) -> None:
        self.styles = styles
        self.said: dict[int, set[str]] = {}  # by the depth of what holds words
        self.of_styles: dict[int, set[str]] = {}

    def follow(self, path: list[str], attributes: dict[str, str]) -> None:
        name, depth = path[-1], len(path)
        self._leave(depth)
        if name in HOLDERS:
            self.said[depth] = {"ground"} if name == "txbxContent" else set()
        elif name == "background":
            self.said[0] = {"ground"}
        elif name in ("rStyle", "pStyle") and depth - 2 in self.said:
            self.of_styles[depth - 2] = self.styles.get(attributes.get("val", ""), set())
        elif name == "tblStyle" and attributes.get("val") not in PLAIN_TABLES:
            self.said.setdefault(depth - 2, set()).add("ground")
        elif said := said_of(name, attributes):
            self._say(path, said)

    def _leave(self, depth: int) -> None:
        for known in (self.said, self.of_styles):
            for deeper in [one for one in known if one >= depth]:
                del known[deeper]

    def _say(self, path: list[str], said: str) -> None:
        """The properties of a paragraph are those of its mark, except its ground."""
        own = path[-3:-1] == OF_A_RUN or (said == "ground" and path[-2] in ("pPr", "tcPr", "tblPr"))
        if own and len(path) - 2 in self.said:
            self.said[len(path) - 2].add(said)

    @property
    def now(self) -> bool:
        run = max(self.said, default=0)
        styles: set[str] = set()
        for depth in sorted(self.of_styles):
            styles = together(self.of_styles[depth], styles)
        found = together(self.said.get(run, set()), styles)
        grounds = any("ground" in said for said in (*self.said.values(), *self.of_styles.values()))
        return "hidden" in found or "tiny" in found or ("white" in found and not grounds)


def take_out_unseen(tree: Any, styles: dict[str, set[str]]) -> int:
    """Removes the runs that nobody sees; neighbours in the same paragraph are one passage. Gives the number of passages."""
    runs = [*_unseen_runs(tree, styles)]
    passages = sum(
        1 for run, before in zip(runs, [None, *runs], strict=False) if before is None or run.getparent() is not before.getparent()
    )  # fmt: skip
    for run in runs:
        run.getparent().remove(run)
    return passages


def _unseen_runs(tree: Any, styles: dict[str, set[str]]) -> Iterable[Any]:
    unseen = Unseen(styles)
    found: dict[Any, None] = {}
    for path, element, is_end in walked(tree):
        if is_end:
            continue
        unseen.follow(path, attributes_of(element))
        words = path[-1] == "t" and (element.text or "").strip()
        if (words or path[-1] in SHOWN_WITHOUT_WORDS) and unseen.now and (run := _run_of(element)) is not None:
            found[run] = None
    return found


def _run_of(element: Any) -> Any:
    return next((above for above in element.iterancestors("{*}r")), None)

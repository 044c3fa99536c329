"""Clean rich text as a tree for the typesetter: strings, and elements as dictionaries. Pure.

What the typesetter refuses or cannot set is levelled here: elements nested too deeply, spans of tables that overlap, addresses that are
too long, words without an end.
"""

import re
from typing import Any

from lxml import html

DEEPEST = 12  # levels of elements; the typesetter refuses some twenty
MOST_SPANNED = 50  # columns or rows of one cell
LONGEST_ADDRESS = 2000  # characters
HEADINGS = frozenset({"h2", "h3", "h4"})
INLINE = frozenset({"a", "br", "em", "s", "span", "strong", "sub", "sup"})
LINKED = re.compile(r"https?://|mailto:|tel:")
SPACES = re.compile(r"[ \t\n\r\f]+")  # as HTML folds them; others are meant
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML, so that the parser refuses them
UNBROKEN = re.compile(r"[^ \u200b-]{200}")
Node = str | dict[str, Any]


def tree_of(body: str, site: str) -> list[Node]:
    """Addresses within the site are completed."""
    readable = FORBIDDEN.sub("", body)
    return _Reader(site).children(html.fragment_fromstring(readable, create_parent="div"), 0) if readable else []


class _Reader:
    def __init__(self, site: str) -> None:
        self.site = site
        self.level = 1  # that of the last heading; the headline is one

    def children(self, element: Any, depth: int) -> list[Node]:
        found: list[Node] = [words(element.text)]
        for child in element:
            if isinstance(child.tag, str):
                found.append(self.node(child, depth + 1) if depth < DEEPEST else words(child.text_content()))
            found.append(words(child.tail))
        return [
            node for node, *beside in zip(found, ["", *found], [*found[1:], ""], strict=False) if _seen(node, *beside)
        ]

    def node(self, element: Any, depth: int) -> Node:
        node: dict[str, Any] = {"tag": element.tag}
        if element.tag in HEADINGS:
            return self.heading(element, depth)
        if element.tag == "figure":
            return node | {"key": element.get("data-file", "")}
        if language := element.get("lang"):
            node["language"] = language.partition("-")[0].lower()
        if element.tag == "ol" and (element.get("start") or "").isdecimal():
            node["start"] = int(element.get("start")[:6])
        if address := self.address(element.get("href") or ""):
            node["address"] = address
        return node | (
            self.table(element, depth) if element.tag == "table" else {"children": self.children(element, depth)}
        )

    def heading(self, element: Any, depth: int) -> Node:
        """No level is left out, none is empty, and none holds paragraphs or tables, as PDF/UA demands."""
        title = words(element.text_content())
        if not title.strip():
            return {"tag": "span", "children": [title]}
        self.level = min(int(element.tag[1]), self.level + 1)
        plain = any(child.tag not in INLINE for child in element.iterdescendants())
        return {
            "tag": element.tag,
            "level": self.level,
            "children": [title] if plain else self.children(element, depth),
        }

    def address(self, given: str) -> str:
        address = self.site + given if given.startswith("/") else given
        return address if LINKED.match(address) and len(address) <= LONGEST_ADDRESS else ""

    def table(self, element: Any, depth: int) -> dict[str, Any]:
        """Rows of equal length. A cell that covers several is followed by empty ones."""
        rows: list[dict[int, Node]] = []
        covered: set[tuple[int, int]] = set()
        for line, row in enumerate(element.xpath("./tr | ./thead/tr | ./tbody/tr")):
            rows.append({})
            column = 0
            for cell in row.xpath("./td | ./th"):
                while (line, column) in covered:
                    column += 1
                rows[line][column] = {"tag": cell.tag, "children": self.children(cell, depth + 2)}
                down, across = _span(cell.get("rowspan")), _span(cell.get("colspan"))
                covered |= {(line + y, column + x) for y in range(down) for x in range(across)}
                column += across
        columns = max((1 + max(row, default=0) for row in rows), default=1)
        empty: Node = {"tag": "td", "children": []}
        filled = [[row.get(column, empty) for column in range(columns)] for row in rows]
        headed = bool(filled) and all(isinstance(cell, dict) and cell["tag"] == "th" for cell in filled[0])
        return {"columns": columns, "rows": filled, "headed": headed}


def _seen(node: Node, before: Node, after: Node) -> bool:
    """Whether it is anything; space beside a paragraph, a list or a table is nothing."""
    return bool(node) and (node != " " or not (_block(before) or _block(after)))


def _block(node: Node) -> bool:
    return isinstance(node, dict) and node["tag"] not in INLINE


def _span(given: str | None) -> int:
    return min(max(int(given[:6]), 1), MOST_SPANNED) if given and given.isdecimal() else 1


def words(text: str | None) -> str:
    """With single spaces, and with places at which a word without an end may be broken."""
    return UNBROKEN.sub(lambda word: f"{word[0]}\u200b", SPACES.sub(" ", text)) if text else ""

"""Words that a program shows in white, on a ground that it does not name, or too small to read."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from releases.importing.doubts import has_ground
from taxonomy.hiding import WHITE, color_of, declared

FAINT = re.compile(r"white|#fff|255\s*,\s*255\s*,\s*255|font-size\s*:\s*(?:0?\.\d|1(?:\.0*)?p)", re.IGNORECASE)
TINY = re.compile(r"(?:0?\.\d+|1(?:\.0*)?)(?:pt|px)")


def without_faint(html: str) -> tuple[str, int]:
    """The HTML without these words, and how many passages they were. A text that is white for the most part was copied from a dark screen."""
    if not FAINT.search(html):
        return html, 0
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return html, 0
    faint = [node for node in tree.body.css("[style], [color]") if node.text().strip() and _is_faint(node)]
    outermost = [node for node in faint if not _is_within(node, faint)]
    if not outermost or 2 * sum(len(node.text()) for node in outermost) > len(tree.body.text()):
        return html, 0
    for node in outermost:
        node.decompose()
    return tree.html or "", len(outermost)


def _is_faint(node: LexborNode) -> bool:
    style = declared(node.attributes.get("style") or "")
    if TINY.fullmatch(style.get("font-size", "")):
        return True
    return color_of(node.attributes) == WHITE and not has_ground(node) and not _is_answered(node)


def _is_answered(node: LexborNode) -> bool:
    """Something within has a colour of its own."""
    return any(color_of(inner.attributes) not in ("", WHITE) for inner in node.css("[style], [color]"))


def _is_within(node: LexborNode, others: list[LexborNode]) -> bool:
    names, above = {other.mem_id for other in others}, node.parent
    while above is not None:
        if above.mem_id in names:
            return True
        above = above.parent
    return False

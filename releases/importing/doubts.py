"""What an editor should look at in an imported text: words that the source struck out, and words in the colour of paper."""

import re

from django.utils.text import Truncator
from selectolax.lexbor import LexborHTMLParser, LexborNode

from taxonomy.hiding import WHITE, color_of, declared, ground_of
from taxonomy.plain_markup import is_plain

LINE_THROUGH = re.compile(r"line-through", re.IGNORECASE)
WHITISH = re.compile(r"white|#fff|255\s*,\s*255\s*,\s*255", re.IGNORECASE)
LONGEST_QUOTED = 80  # characters


def with_strikes(html: str) -> str:
    """The HTML with `<s>` where a style strikes text out, since styles do not survive the cleaning."""
    if is_plain(html) or not LINE_THROUGH.search(html):
        return html
    tree = LexborHTMLParser(html)
    for node in tree.css("[style]"):
        said = declared(node.attributes.get("style") or "")
        if "line-through" in f"{said.get('text-decoration', '')} {said.get('text-decoration-line', '')}":
            node.inner_html = f"<s>{node.inner_html or ''}</s>"
            del node.attrs["style"]
    return tree.body.inner_html or "" if tree.body else html


def struck_out(body: str) -> list[str]:
    """Each passage of a cleaned text that is struck out, for a quotation."""
    if "<s>" not in body:
        return []
    return [words for node in LexborHTMLParser(body).css("s") if (words := _words(node))]


def in_white(html: str) -> list[str]:
    """Each passage in white on a ground that the text does not name: hidden on a white page, and shown on another."""
    if is_plain(html) or not WHITISH.search(html):
        return []
    nodes = LexborHTMLParser(html).css("[style], [color]")
    return [
        words
        for node in nodes
        if color_of(node.attributes) == WHITE and not has_ground(node) and (words := _words(node))
    ]


def has_ground(node: LexborNode | None) -> bool:
    while node is not None and node.is_element_node:
        if ground_of(node.attributes):
            return True
        node = node.parent
    return False


def _words(node: LexborNode) -> str:
    return Truncator(" ".join(node.text().split())).chars(LONGEST_QUOTED)

"""Removes text that was invisible at its source: hidden by a style, an attribute or an accompanying style sheet, or
deleted.

Sanitising removes styles, and with them what hid a text. So hidden text is removed first, and counted.
"""

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from taxonomy.hiding import OVERRIDABLE, color_of, declared, ground_of, hidden_by, overrides, way_of_hiding
from taxonomy.plain_markup import is_plain

# A text is parsed only if a tag of it has attributes, or is one of these, and if it contains one of the words: searching for each
# word costs less than one pattern of all.
ATTRIBUTE = re.compile(r"<\w+[\s/]+[^\s/>]")
TAGS = ("<del", "<noscript", "<noframes", "<noembed", "<template", "<dialog", "<xml", "<iframe", "<video", "<audio", "<canvas", "<datalist", "<title", "<w:del", "<style")  # fmt: skip
WORDS = (
    "display", "visib", "mso", "font-size", "opacity", "clip", "overflow", "text-indent", "background", "bgcolor", "position", "zoom",
    "margin-left", "transparent", "scale(", "rgba", "#", "hidden", "screen-reader-text", "sr-only", "element-invisible", "d-none", "trackchange", "&",
)  # fmt: skip
# Their contents are seen by no reader, but are counted only if they say something.
SELDOM_A_TEXT = frozenset({"iframe", "video", "audio", "canvas", "title", "noscript", "xml", "template", "del"})
AT_RULE = re.compile(r"@[^{;]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
MOST_RULES = 500
# Browsers do not display it, and treat everything up to its own end tag as text.
NOSCRIPT = re.compile(r"<noscript\b[^>]*>.*?</noscript\s*>", re.IGNORECASE | re.DOTALL)


def without_hidden(html: str) -> tuple[str, Counter[str]]:
    """The HTML without hidden text, and how often each way of hiding occurred.

    The HTML is returned unchanged if nothing is hidden.

        >>> without_hidden('<p>Seen<span style="display: none"> and not</span></p>')
        ('<p>Seen</p>', Counter({'display': 1}))
    """
    if is_plain(html) or not _is_suspect(html):
        return html, Counter()
    html, noscripts = NOSCRIPT.subn("", html)
    tree = LexborHTMLParser(html)
    found = remove_hidden(tree)
    without = (tree.body.inner_html or "" if tree.body else "") if found else html
    return without, found + Counter(noscript=noscripts)


def _is_suspect(html: str) -> bool:
    lowered = html.lower()
    return any(tag in lowered for tag in TAGS) or (
        ATTRIBUTE.search(html) is not None and any(word in lowered for word in WORDS)
    )


def remove_hidden(tree: LexborHTMLParser, root: LexborNode | None = None) -> Counter[str]:
    """Remove hidden text below the root, or from the whole body. Nested hidden elements are counted once."""
    by_sheet = {node.mem_id: way for way, node in _matched(tree)}
    found: Counter[str] = Counter()
    pending = [node] if (node := root or tree.body) else []
    for node in pending:  # grows
        for child in list(node.iter(include_text=False)):
            if way := _way(child, by_sheet):
                found[way] += 1
                pending += _removed(child, way)
            else:
                pending.append(child)
    return found


def _way(node: LexborNode, by_sheet: dict[int, str]) -> str:
    attributes = node.attributes
    if way := way_of_hiding(str(node.tag), attributes):
        return way if node.tag not in SELDOM_A_TEXT or node.text().strip() else ""
    way = by_sheet.get(node.mem_id, "")
    if way and way not in declared(attributes.get("style") or ""):
        return way
    color = color_of(attributes)
    return "color" if color and color == _ground(node) else ""


def _ground(node: LexborNode | None) -> str:
    """The nearest background that is declared in the text; empty if only the page could tell."""
    while node is not None and node.is_element_node:
        if ground := ground_of(node.attributes):
            return ground
        node = node.parent
    return ""


def _removed(node: LexborNode, way: str) -> list[LexborNode]:
    """Remove the node, except descendants that are explicitly visible; gives these."""
    kept: list[LexborNode] = []
    pending = [node]
    leading = _leading_to_visible(node, way) if way in OVERRIDABLE else set()
    while pending:
        one = pending.pop()
        if one.mem_id not in leading:
            one.decompose()
            continue
        for child in list(one.iter(include_text=True)):
            (kept if _is_visible(child, way) else pending).append(child)
    return kept


def _leading_to_visible(node: LexborNode, way: str) -> set[int]:
    """The nodes from it down to those that are explicitly visible."""
    leading: set[int] = set()
    for visible in node.css("[style], [color]"):
        above = visible.parent
        if visible.mem_id == node.mem_id or not _is_visible(visible, way):
            continue
        while above is not None and above.mem_id not in leading:
            leading.add(above.mem_id)
            above = None if above.mem_id == node.mem_id else above.parent
    return leading


def _is_visible(node: LexborNode, way: str) -> bool:
    if not node.is_element_node:
        return False
    return overrides(node.attributes.get("style") or "", way) or (way == "color" and bool(node.attributes.get("color")))


def _matched(tree: LexborHTMLParser) -> Iterator[tuple[str, LexborNode]]:
    """What the text's own style sheets hide, and by which property; without rules for print or narrow windows."""
    sheets = " ".join(node.text() or "" for node in tree.css("style")).replace("<!--", "").replace("-->", "")
    for selectors, style in RULE.findall(AT_RULE.sub("", sheets))[:MOST_RULES]:
        if way := hidden_by(style):
            for selector in selectors.split(","):
                yield from ((way, node) for node in _selected(tree, selector.strip()))


def _selected(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """None for an invalid selector, or for a temporary state such as `:hover`."""
    if not selector or ":" in selector:
        return []
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError, RuntimeError):
        return []

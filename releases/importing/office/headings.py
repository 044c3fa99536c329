"""Headings by their level, whatever the style is called in the language of the program."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

OUTLINE = re.compile(r"mso-outline-level\s*:\s*([1-9])")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CLASS = re.compile(r"(?:p|li|div)?\.([\w-]+)")
LOWEST = 4  # a page has one h1, its headline, and texts go down to h4


def give_headings(tree: LexborHTMLParser) -> None:
    """Level 1 becomes h2; where a text begins further down, its levels stay."""
    levels = _levels_of_classes(tree)
    for node in tree.css("p"):
        if level := _level(node, levels):
            _become(node, level)
    headings = tree.css("h1, h2, h3, h4, h5, h6")
    if any(node.tag == "h1" for node in headings):
        for node in headings:
            _become(node, min(int(str(node.tag)[1]) + 1, LOWEST))


def _levels_of_classes(tree: LexborHTMLParser) -> dict[str, int]:
    """From the style sheet: Word names the class after the style, and states its level."""
    found: dict[str, int] = {}
    for sheet in tree.css("style"):
        for selectors, style in RULE.findall(sheet.text()):
            if level := OUTLINE.search(style):
                found |= {name: int(level[1]) for name in CLASS.findall(selectors)}
    return found


def _level(node: LexborNode, levels: dict[str, int]) -> int:
    attributes = node.attributes
    if said := OUTLINE.search(attributes.get("style") or ""):
        return int(said[1])
    if attributes.get("role") == "heading" and (attributes.get("aria-level") or "").isdigit():
        return int(attributes["aria-level"] or 1)
    classes = (attributes.get("class") or "").split()
    return 1 if "MsoTitle" in classes else next((levels[name] for name in classes if name in levels), 0)


def _become(node: LexborNode, level: int) -> None:
    tag = f"h{min(max(level, 1), 6)}"
    if node.text().strip():
        node.replace_with(_node(f"<{tag}>{node.inner_html or ''}</{tag}>"))


def _node(html: str) -> LexborNode:
    body = LexborHTMLParser(html).body
    node = body.first_child if body else None
    if node is None:
        raise ValueError("no element")
    return node

"""Removes text that was invisible at its source: hidden by a style, an attribute or an accompanying style sheet, or
deleted.

Sanitising removes styles, and with them what hid a text. So hidden text is removed first, and counted.
"""

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

# A text is parsed only if it contains one of these words.
SUSPECT = re.compile(
    r"display|visibility|mso-hide|font-size|opacity|clip|overflow|text-indent|transparent|background|position|scale|rgba|color\s*:\s*#"
    r"|\bhidden\b|<(?:del|noscript|template|dialog|xml)\b|msodel",
    re.IGNORECASE,
)
UNSEEN_TAGS = frozenset({"del", "template", "xml"})
ZERO = r"[-+]?0*\.?0+(?:px|pt|em|rem|ex|ch|cm|mm|in|pc|%)?"
FAR_AWAY = r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%)?"
# Declarations that hide by themselves.
HIDING = {
    "display": re.compile(r"none"),
    "mso-hide": re.compile(r"all"),
    "visibility": re.compile(r"hidden|collapse"),
    "content-visibility": re.compile(r"hidden"),
    "font-size": re.compile(ZERO),
    "opacity": re.compile(r"0*\.?0+%?"),
    "color": re.compile(r"transparent|rgba\(.*,\s*0*\.?0+%?\)|#[0-9a-f]{3}0|#[0-9a-f]{6}00"),
    "clip": re.compile(rf"rect\((?:\s*(?:{ZERO}|1px)\s*,?){{4}}\)"),
    "clip-path": re.compile(r"inset\((?:50|100)%\)|circle\(0.*\)"),
    "text-indent": re.compile(FAR_AWAY),
    "left": re.compile(FAR_AWAY),
    "right": re.compile(FAR_AWAY),
    "top": re.compile(FAR_AWAY),
    "margin-left": re.compile(FAR_AWAY),
    "transform": re.compile(r"scale\(0*\.?0+\)"),
    "zoom": re.compile(ZERO),
}
# Declarations that hide only if overflow is clipped.
HIDING_WHERE_CUT_OFF = {name: re.compile(ZERO) for name in ("width", "height", "max-width", "max-height")}
AT_RULE = re.compile(r"@[^{;]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
LONGEST_STYLE = 2000  # characters of declarations; nobody writes longer ones by hand
MOST_RULES = 500
# Browsers do not display it, and treat everything up to its own end tag as text.
NOSCRIPT = re.compile(r"<noscript\b[^>]*>.*?</noscript\s*>", re.IGNORECASE | re.DOTALL)
# Properties that a descendant can override.
TAKEN_BACK = {"font-size": re.compile(r".*"), "visibility": re.compile(r"visible|initial")}


def without_hidden(html: str) -> tuple[str, Counter[str]]:
    """The HTML without hidden text, and how often each way of hiding occurred.

    The HTML is returned unchanged if nothing is hidden.

        >>> without_hidden('<p>Seen<span style="display: none"> and not</span></p>')
        ('<p>Seen</p>', Counter({'display': 1}))
    """
    if not SUSPECT.search(html):
        return html, Counter()
    html, noscripts = NOSCRIPT.subn("", html)
    found = Counter({"noscript": noscripts} if noscripts else {})
    tree = LexborHTMLParser(html)
    hidden = list(_hidden(tree))
    if not hidden:
        return html, found
    for node, way in hidden:
        if node.parent is not None:
            found[way] += 1
            _take_away(node, way)
    body = tree.body
    return (body.inner_html or "" if body else ""), found


def _take_away(node: LexborNode, way: str) -> None:
    """Remove the node, except descendants that are explicitly visible."""
    if way not in TAKEN_BACK or not any(_takes_back(within, way) for within in node.css("[style]") if within != node):
        node.decompose()
        return
    for child in list(node.iter(include_text=True)):
        if not _takes_back(child, way):
            _take_away(child, way)


def _takes_back(node: LexborNode, way: str) -> bool:
    style = (node.attributes.get("style") or "") if node.is_element_node else ""
    said = dict(_declarations(style)).get(way, "")
    return bool(said) and not HIDING[way].fullmatch(said) and bool(TAKEN_BACK[way].fullmatch(said))


def _hidden(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, str]]:
    """Outermost first, so that nested hidden elements are counted once."""
    by_sheet = {node.mem_id: way for selector, way in _rules(tree) for node in _selected(tree, selector)}
    root = tree.body
    for node in root.traverse(include_text=False) if root else ():
        way = way_of_hiding(str(node.tag), node.attributes) or by_sheet.get(node.mem_id, "")
        if way:
            yield node, way


def way_of_hiding(tag: str, attributes: dict[str, str | None]) -> str:
    """What hides the element by itself; empty if nothing does."""
    if tag in UNSEEN_TAGS or (tag == "dialog" and "open" not in attributes):
        return tag
    if "hidden" in attributes:
        return "hidden"
    if "msodel" in (attributes.get("class") or "").lower().split():
        return "del"
    return hidden_by(attributes.get("style") or "")


def hidden_by(style: str) -> str:
    """The property that hides; empty if none does. Of several declarations of a property, the last one counts."""
    if not style or len(style) > LONGEST_STYLE:
        return ""
    said = dict(_declarations(style))
    for name, value in said.items():
        if (pattern := HIDING.get(name)) and pattern.fullmatch(value):
            return name
    if said.get("overflow", "").split()[:1] in (["hidden"], ["clip"]):
        for name, pattern in HIDING_WHERE_CUT_OFF.items():
            if pattern.fullmatch(said.get(name, "")):
                return name
    color = said.get("color")
    return "color" if color and color in (said.get("background-color"), said.get("background")) else ""


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for declaration in re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL).lower().split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip(), " ".join(value.replace("!important", "").split())


def _rules(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Selectors of the text's own style sheets, with the property that hides; without rules for print or narrow windows."""
    sheets = " ".join(node.text() or "" for node in tree.css("style")).replace("<!--", "").replace("-->", "")
    for selectors, style in RULE.findall(AT_RULE.sub("", sheets))[:MOST_RULES]:
        if way := hidden_by(style):
            yield from ((selector.strip(), way) for selector in selectors.split(","))


def _selected(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """None for an invalid selector, or for a temporary state such as `:hover`."""
    if not selector or ":" in selector:
        return []
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError, RuntimeError):
        return []

"""Bold, italic, raised and lowered words that a program expressed as styles of a span, as Google Docs and Word for the web do, or of the
class of a span, as Pages does.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from taxonomy.hiding import declared

BOLD_FROM = 600  # of font-weight
PLAIN = ("normal", "400")
RAISED = {"super": "sup", "sub": "sub"}
RULE = re.compile(r"span\.([\w-]+)\s*\{([^{}]*)\}")


def give_emphasis(tree: LexborHTMLParser) -> None:
    for node in tree.css("b[style], strong[style], i[style], em[style]"):
        style = declared(node.attributes.get("style") or "")
        if style.get("font-weight") in PLAIN or style.get("font-style") == "normal":
            node.unwrap()  # Google Docs wraps everything in a `b` that is not bold
    classes = {name: style for sheet in tree.css("style") for name, style in RULE.findall(sheet.text())}
    for node in tree.css("span"):
        for tag in _meant(node, classes):
            node.inner_html = f"<{tag}>{node.inner_html or ''}</{tag}>"


def _meant(span: LexborNode, classes: dict[str, str]) -> list[str]:
    style = declared(classes.get(span.attributes.get("class") or "", "")) | declared(span.attributes.get("style") or "")
    if not span.text().strip() or "mso-list" in style or "mso-special-character" in style:
        return []
    found = ["strong"] if _is_bold(style.get("font-weight", "")) and not _within_heading(span) else []
    found += ["em"] if style.get("font-style") in ("italic", "oblique") else []
    raised = RAISED.get(style.get("vertical-align", ""))
    return found + ([raised] if raised else [])


def _is_bold(weight: str) -> bool:
    return weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= BOLD_FROM)


def _within_heading(node: LexborNode) -> bool:
    above = node.parent
    while above is not None and above.tag not in ("h1", "h2", "h3", "h4", "h5", "h6"):
        above = above.parent
    return above is not None

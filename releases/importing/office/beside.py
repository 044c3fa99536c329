"""What a program puts on the clipboard beside the text: remarks, and what stands at the top and foot of each page."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

# LibreOffice writes a remark as a comment of HTML, and pages as divisions with a title.
REMARK = re.compile(r"<!--(?!\[)\s*(?!StartFragment|EndFragment)[^<>]*?-->", re.DOTALL)
AROUND = "div[title='header'], div[title='footer']"
# Google Docs: a mark in the text that leads to the remark at the end.
MARKS, REMARKS = "a[href^='#cmnt']:not([href^='#cmnt_ref'])", "a[href^='#cmnt_ref']"


@dataclass
class Beside:
    comments: int = 0
    around: list[str] = field(default_factory=list)


def without_what_is_beside(html: str) -> tuple[str, Beside]:
    beside = Beside()
    if "LibreOffice" not in html and "#cmnt" not in html:
        return html, beside
    tree = LexborHTMLParser(html)
    for node in tree.css(AROUND):
        if words := " ".join(node.text().split()):
            beside.around.append(words)
        node.decompose()
    for back in tree.css(REMARKS):
        beside.comments += 1
        _division(back).decompose()
    for mark in tree.css(MARKS):
        _raised(mark).decompose()
    html = tree.html or ""
    if "LibreOffice" in html:
        body = html[html.find("<body") :]
        beside.comments += len(REMARK.findall(body))
    return html, beside


def _division(node: LexborNode) -> LexborNode:
    above = node.parent
    while above is not None and above.tag in ("p", "span", "sup", "a"):
        node, above = above, above.parent
    return above if above is not None and above.tag == "div" else node


def _raised(node: LexborNode) -> LexborNode:
    return node.parent if node.parent is not None and node.parent.tag == "sup" else node

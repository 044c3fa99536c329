"""The lines of a saved page as a reader sees them, without navigation and other surroundings."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from releases.importing import links
from taxonomy.hidden import remove_hidden

AROUND_THE_TEXT = "nav, footer, aside, form, script, button, [role=navigation], [aria-hidden=true]"
# Elements taken over whole, and elements that divide a page. All others are inline.
KEPT_WHOLE = frozenset({"p", "ul", "ol", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
DIVISIONS = frozenset({
    "address", "article", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "header",
    "hgroup", "main", "section", "summary", "time",
})  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of a text copy has no HTML. `loose`: directly in a division, outside any paragraph, as labels are."""

    text: str
    html: str = ""
    tag: str = ""

    @property
    def dashed(self) -> bool:
        return self.text.startswith("-")

    @property
    def loose(self) -> bool:
        return bool(self.html) and self.tag not in KEPT_WHOLE


@dataclass(frozen=True)
class Document:
    lines: list[Line]
    address: str
    language: str
    hidden: Counter[str] = field(default_factory=Counter)  # by the way of hiding
    base: str = ""  # of its links, where it declares one


def parse(text: str) -> Document:
    tree = LexborHTMLParser(text)
    address = _attribute(tree, "link[rel=canonical]", "href") or _attribute(tree, "meta[property='og:url']", "content")
    language = (
        (_attribute(tree, "article[lang]", "lang") or _attribute(tree, "html[lang]", "lang")).split("-")[0].lower()
    )
    root = tree.css_first("main") or tree.css_first("article") or tree.body
    if root is None:
        return Document([], address, language)
    for node in root.css(AROUND_THE_TEXT):
        node.decompose()
    # With the style sheets of the page, which do not come along with the text.
    hidden = remove_hidden(tree, root)
    for sheet in root.css("style"):
        sheet.decompose()
    base = links.joined(address, declared) if (declared := _attribute(tree, "base[href]", "href")) else ""
    return Document(list(_lines(root, _of_the_text(root))), address, language, hidden, base)


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return (node.attributes.get(name) or "").strip() if node else ""


def _of_the_text(root: LexborNode) -> set[int]:
    """Definition lists that follow a paragraph; those before the text hold the facts of the page."""
    return {node.mem_id for node in root.css("p ~ dl")}


def _lines(node: LexborNode, whole: set[int]) -> Iterator[Line]:
    """In document order; runs of text between divisions become lines of their own."""
    run: list[LexborNode] = []
    for child in node.iter(include_text=True):
        if not _divides(child):
            run.append(child)
            continue
        yield from _run(run, node)
        run = []
        if child.tag in KEPT_WHOLE or child.mem_id in whole:
            yield from _line(child.text(), child.html or "", child.tag or "")
        else:
            yield from _lines(child, whole)
    yield from _run(run, node)


def _divides(node: LexborNode) -> bool:
    if node.tag in KEPT_WHOLE | DIVISIONS:
        return True
    return node.is_element_node and any(child.tag in KEPT_WHOLE | DIVISIONS for child in node.css("*"))


def _run(nodes: list[LexborNode], parent: LexborNode) -> Iterator[Line]:
    html = "".join(node.html or "" for node in nodes if node.tag != "-comment")
    yield from _line("".join(node.text() for node in nodes), f"<p>{html.strip()}</p>", parent.tag or "")


def _line(text: str, html: str, tag: str) -> Iterator[Line]:
    if words := " ".join(text.split()):
        yield Line(words, html, tag)

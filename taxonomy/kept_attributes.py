"""Attributes that say something to readers and survive the cleaning: `lang` and `dir`, `id` where a link of the text leads to it, and
the chart that a table asks for.

Identifiers get safe names, since one of the page's own would be shadowed. What stands on an element that does not survive moves to
what it holds.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from taxonomy import chart_kinds, figures
from taxonomy.plain_markup import is_plain

PREFIX = "t-"
SAFE_ID = re.compile(r"t-[A-Za-z0-9_-]{1,80}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
KEPT = ("id", "lang", "dir")
BLOCKS = frozenset(
    {
        "p",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "blockquote",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "dl",
        "dt",
        "dd",
    }
)
INLINE = frozenset({"a", "strong", "em", "s", "sup", "sub", "span"})
# What holds blocks, and does not survive itself.
CONTAINERS = "address, article, aside, center, div, figure, figcaption, footer, header, main, pre, section, h1, h5, h6, font, b, i, u, bdi, ins, cite"  # fmt: skip


def keep(tag: str, name: str, value: str) -> str | None:
    """For the sanitiser: the value of an attribute, or None where it must go."""
    if name == "id":
        return value if SAFE_ID.fullmatch(value) else None
    if name == "lang":
        return value if LANGUAGE.fullmatch(value) else None
    if name == "dir":
        return value.lower() if value.lower() in DIRECTIONS else None
    if name == chart_kinds.ATTRIBUTE:
        return value if value in chart_kinds.KINDS else None
    if name == "data-file":
        return value if figures.KEY.fullmatch(value) else None
    return value


def carried_over(html: str) -> str:
    """The HTML with these attributes on elements that survive. It is returned unchanged if there is nothing to do."""
    if is_plain(html):
        return html
    lowered = html.lower()
    pointed = "#" in html and ("id=" in lowered or "name=" in lowered)
    if not pointed and "lang=" not in lowered and "dir=" not in lowered and "<span" not in lowered:
        return html
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return html
    # All are tried, whichever of them changed something first.
    changes = [_anchors(tree) if pointed else False, _moved_down(tree), _unwrapped(tree)]
    return (tree.body.inner_html or "") if any(changes) else html


def _anchors(tree: LexborHTMLParser) -> bool:
    """Give each target of a link a safe name, and lead the links there."""
    names = dict(_safe_names(tree))
    changed = False
    for link in tree.css("a[href]"):
        href = (link.attributes.get("href") or "").strip()
        safe = names.get(unquote(href[1:])) if href.startswith("#") else None
        if safe and href != f"#{safe}":
            link.attrs["href"] = f"#{safe}"
            changed = True
    return changed or any(name != safe for name, safe in names.items())


def _safe_names(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """The names that links lead to, with the safe ones that the targets now have."""
    wanted = {
        unquote(href[1:])
        for link in tree.css("a[href]")
        if (href := (link.attributes.get("href") or "").strip())[:1] == "#"
    }
    targets: dict[str, LexborNode] = {}
    for node in tree.css("[id], a[name]"):
        for name in (node.attributes.get("id"), node.attributes.get("name") if node.tag == "a" else None):
            if name and name in wanted:
                targets.setdefault(name, node)
    taken = {name for name in targets if SAFE_ID.fullmatch(name)}
    given: dict[int, str] = {}  # one element may have both an id and a name
    for name, node in targets.items():
        safe = name if name in taken else given.get(node.mem_id) or _free(name, taken)
        taken.add(safe)
        given[node.mem_id] = safe
        if node.attributes.get("id") != safe or _is_empty(node):
            _place(node, safe)
        yield name, safe


def _free(name: str, taken: set[str]) -> str:
    safe = PREFIX + (re.sub(r"[^A-Za-z0-9_-]+", "-", name)[:60].strip("-") or "place")
    numbered = (f"{safe}-{number}" for number in range(2, len(taken) + 3))
    return safe if safe not in taken else next(one for one in numbered if one not in taken)


def _place(node: LexborNode, safe: str) -> None:
    """On the block around an anchor that holds nothing, since an editor shows none of these; else on the element itself."""
    block = node.parent
    if _is_empty(node) and block is not None and block.tag in BLOCKS and not block.attributes.get("id"):
        if "id" in node.attributes:
            del node.attrs["id"]
        node = block
    node.attrs["id"] = safe


def _is_empty(node: LexborNode) -> bool:
    return node.tag in INLINE and not node.text().strip() and "href" not in node.attributes


def _moved_down(tree: LexborHTMLParser) -> bool:
    """From elements that do not survive to the blocks in them, or else to a span around what they hold."""
    changed = False
    for node in tree.css(CONTAINERS):  # the outer before the inner
        said = {name: value for name in KEPT if (value := node.attributes.get(name) or "") and keep("", name, value)}
        if not said:
            continue
        changed = True
        for name in said:
            del node.attrs[name]
        inner = [child for child in node.iter(include_text=False) if child.tag not in INLINE and child.tag != "br"]
        if inner:
            _give(inner, said)
        else:
            attributes = "".join(f' {name}="{value}"' for name, value in said.items())
            node.inner_html = f"<span{attributes}>{node.inner_html or ''}</span>"
    return changed


def _give(nodes: list[LexborNode], said: dict[str, str]) -> None:
    """The identifier to the first of them, language and direction to each that has none of its own."""
    for position, node in enumerate(nodes):
        for name, value in said.items():
            if not node.attributes.get(name) and (name != "id" or position == 0):
                node.attrs[name] = value


def _unwrapped(tree: LexborHTMLParser) -> bool:
    """Spans that say nothing go; they are all that word processors are made of."""
    changed = False
    for node in tree.css("span"):
        if not any(keep("", name, node.attributes.get(name) or "") for name in KEPT):
            node.unwrap()
            changed = True
    return changed

"""Lists that a program wrote as paragraphs, or as one list for each item, as lists again: nested, and numbered from where they began.

Word marks a paragraph with `mso-list: l0 level1 lfo1` and writes the bullet or number as text. Word for the web makes a list of each
item and says its level. Google Docs puts an inner list beside the item that it belongs to.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

PLACE = re.compile(r"mso-list\s*:\s*(l\d+)\s+level(\d)")
MARKER = "span[style*='mso-list:Ignore'], span[style*='mso-list: Ignore']"
NUMBER = re.compile(r"\(?(?:(?P<digits>\d{1,4})|(?P<roman>[ivxlc]{1,7})|(?P<letter>[a-z]))[.):]", re.IGNORECASE)
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# Of the style sheet: levels that count by letters, where “c” is three and not a hundred.
BY_LETTERS = re.compile(r"@list\s+(l\d+):level(\d)\s*\{[^{}]*mso-level-number-format:\s*alpha", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Item:
    level: int
    number: int | None  # None: a bullet
    html: str


def give_lists(tree: LexborHTMLParser) -> None:
    lettered = {place for sheet in tree.css("style") for place in BY_LETTERS.findall(sheet.text())}
    _join(
        tree.css("p[style*='mso-list'], h1[style*='mso-list'], li[style*='mso-list']"), partial(_of_paragraph, lettered)
    )
    for container in tree.css(".ListContainerWrapper"):
        container.unwrap()
    _join([node for node in tree.css("ul, ol") if node.css("li[data-aria-level]")], _of_list)
    for inner in tree.css("ul > ul, ul > ol, ol > ul, ol > ol"):
        _into_item_before(inner)


def _join(nodes: Sequence[LexborNode], items_of: Callable[[LexborNode], list[Item]]) -> None:
    """Replace each run of neighbours by one list."""
    run: list[LexborNode] = []
    for node in nodes:
        if run and _following(run[-1]) != node.mem_id:
            _replace(run, items_of)
            run = []
        run.append(node)
    _replace(run, items_of)


def _following(node: LexborNode) -> int | None:
    """The next element, if nothing but space stands between."""
    after = node.next
    while after is not None and not after.is_element_node and not (after.is_text_node and after.text().strip()):
        after = after.next
    return after.mem_id if after is not None and after.is_element_node else None


def _replace(run: list[LexborNode], items_of: Callable[[LexborNode], list[Item]]) -> None:
    items = [item for node in run for item in items_of(node)]
    if not items:
        return
    body = LexborHTMLParser("".join(lists_of(items))).body
    for made in list(body.iter(include_text=False)) if body else []:
        run[0].insert_before(made)
    for node in run:
        node.decompose()


def lists_of(items: Sequence[Item]) -> Iterator[str]:
    """HTML of the items, deeper ones within the item before. Another kind of marker at the same level begins another list.

    >>> "".join(lists_of([Item(1, 3, "a"), Item(2, None, "b"), Item(1, 4, "c")]))
    '<ol start="3"><li>a<ul><li>b</li></ul></li><li>c</li></ol>'
    """
    while items:
        first = items[0]
        own = [*takewhile(partial(_belongs_with, first), items)]
        items = items[len(own) :]
        tag = "ul" if first.number is None else "ol"
        start = f' start="{first.number}"' if first.number not in (None, 1) else ""
        yield f"<{tag}{start}>{''.join(_items(own, first.level))}</{tag}>"


def _belongs_with(first: Item, item: Item) -> bool:
    """In the list that begins with the first item."""
    return item.level > first.level or (item.level == first.level and (item.number is None) == (first.number is None))


def _items(own: Sequence[Item], level: int) -> Iterator[str]:
    while own:
        deeper = [*takewhile(lambda item: item.level > level, own[1:])]
        yield f"<li>{own[0].html}{''.join(lists_of(deeper))}</li>"
        own = own[1 + len(deeper) :]


def _of_paragraph(lettered: set[tuple[str, str]], node: LexborNode) -> list[Item]:
    place = PLACE.search(node.attributes.get("style") or "")
    if place is None:
        return []
    marker = node.css_first(MARKER)
    sign = marker.text().strip() if marker else ""
    if marker:
        _drop(marker)
    number = number_of(sign, by_letters=(place[1], place[2]) in lettered)
    return [Item(int(place[2]), number, COMMENT.sub("", node.inner_html or "").strip())]


def _drop(marker: LexborNode) -> None:
    """With the spans that hold nothing else."""
    around = marker.parent
    while around is not None and around.tag == "span" and around.text().strip() == marker.text().strip():
        marker, around = around, around.parent
    marker.decompose()


def _of_list(node: LexborNode) -> list[Item]:
    """Of Word for the web: the number where this list begins stands on the list."""
    start = node.attributes.get("start") or "1"
    number = int(start) if node.tag == "ol" and start.isdigit() else None
    return [
        Item(int(item.attributes.get("data-aria-level") or 1), number, item.inner_html or "")
        for item in node.css("li[data-aria-level]")
    ]


def number_of(sign: str, *, by_letters: bool = False) -> int | None:
    """The number that a sign stands for; None for a bullet. A single letter is a Roman numeral only where one may begin.

    >>> [number_of(sign) for sign in ("3.", "(b)", "c)", "iv)", "·", "o", "§", "-")]
    [3, 2, 3, 4, None, None, None, None]
    >>> number_of("i.", by_letters=True)
    9
    """
    found = NUMBER.fullmatch(sign)
    if found is None:
        return None
    if digits := found["digits"]:
        return int(digits)
    letters = (found["roman"] or found["letter"]).lower()
    if len(letters) == 1 and (by_letters or letters not in "ivx"):
        return ord(letters) - ord("a") + 1
    return _roman(letters)


def _roman(numeral: str) -> int:
    values = [ROMAN[letter] for letter in numeral]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _into_item_before(inner: LexborNode) -> None:
    before = inner.prev
    while before is not None and before.tag != "li":
        before = before.prev
    if before is not None:
        before.inner_html = f"{before.inner_html or ''}{inner.html or ''}"
        inner.decompose()

"""Lists of OpenDocument: a style of the level says whether they are numbered and from where, and one may go on with another."""

from collections.abc import Iterator
from typing import Any

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
Run = tuple[str, int, list[Any]]  # the tag, the number of the first item, the items


class Lists:
    def __init__(self, trees: list[Any]) -> None:
        self.styles: dict[str, Any] = {}
        for tree in trees:
            for style in tree.iter(f"{TEXT}list-style"):
                self.styles.setdefault(style.get(f"{STYLE}name"), style)
        self.ended: dict[str, int] = {}  # by the name of the list, and of its style: the last number

    def runs_of(self, node: Any) -> Iterator[Run]:
        level = self._level(node)
        if level is None or level.tag != f"{TEXT}list-level-style-number":
            yield "ul", 1, [*node.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header")]
            return
        number = self._before(node, level)
        run: list[Any] = []
        first = number + 1
        for item in node.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            said = item.get(f"{TEXT}start-value") or ""
            if said.isdecimal() and int(said) != number + 1:
                if run:
                    yield "ol", first, run
                first, number, run = int(said), int(said) - 1, []
            number += 1
            run.append(item)
        if run:
            yield "ol", first, run
        for name in (node.get(f"{XML}id"), f"style {node.get(f'{TEXT}style-name')}"):
            if name:
                self.ended[name] = number

    def _before(self, node: Any, level: Any) -> int:
        """The number before the first."""
        start = level.get(f"{TEXT}start-value") or "1"
        before = (int(start) if start.isdecimal() else 1) - 1
        if (other := node.get(f"{TEXT}continue-list")) is not None:
            return self.ended.get(other, before)
        if node.get(f"{TEXT}continue-numbering") == "true":
            return self.ended.get(f"style {node.get(f'{TEXT}style-name')}", before)
        return before

    def _level(self, node: Any) -> Any:
        lists = [node, *node.iterancestors(f"{TEXT}list")]
        name = next((name for one in lists if (name := one.get(f"{TEXT}style-name"))), None)
        style = self.styles.get(name or "")
        return None if style is None else style.find(f"*[@{TEXT}level='{len(lists)}']")

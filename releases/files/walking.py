"""Walks through the parts of office files by local names, so that neither a prefix nor the strict variant of a format hides anything."""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

# The path of local names down to an element, its attributes by local name, and its text.
Element = tuple[list[str], dict[str, str], str]


def walked(tree: Any) -> Iterable[tuple[list[str], Any, bool]]:
    """Each element with its path, as it starts and as it ends."""
    path: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag="{*}*"):
        if event == "start":
            path.append(etree.QName(element).localname)
        yield path, element, event == "end"
        if event == "end":
            path.pop()


def attributes_of(element: Any) -> dict[str, str]:
    return {etree.QName(name).localname: str(value) for name, value in element.attrib.items()}


def elements_in(*trees: Any) -> Iterator[Element]:
    """As they start, without their texts."""
    for tree in trees:
        for path, element, is_end in walked(tree):
            if not is_end:
                yield list(path), attributes_of(element), ""


def drop(element: Any) -> None:
    """With everything inside; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    keep_tail(element, parent, element.tail or "")
    parent.remove(element)


def keep_tail(element: Any, parent: Any, tail: str) -> None:
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None

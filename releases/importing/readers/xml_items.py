"""Streams the items of a large XML file without loading it. No entities are expanded, nothing is fetched."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from releases.importing.readers.sources import CannotBeReadError

CHUNK = 65_536
DEEPEST = 100
LARGEST_ITEM = 20_000_000  # characters
LONGEST_TAG = 5_000_000  # bytes, of a comment as well: the parser holds each until its end


@dataclass(slots=True)
class Element:
    """An element inside an item; `name` is the namespace and the local name, separated by a space."""

    name: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)

    def __str__(self) -> str:
        return "".join(self.text).strip()

    def named(self, *local_names: str, within: str = "") -> "Element | None":
        """The first child with that local name in a namespace that contains `within`."""
        return next(iter(self.all_named(*local_names, within=within)), None)

    def all_named(self, *local_names: str, within: str = "") -> list["Element"]:
        return [
            child
            for child in self.children
            if child.name.rpartition(" ")[2] in local_names and within in child.name.rpartition(" ")[0]
        ]

    def say(self, *local_names: str, within: str = "") -> str:
        child = self.named(*local_names, within=within)
        return str(child) if child else ""


class _Builder:
    """Collects elements of the given name; of their surroundings, only the text."""

    def __init__(self, item: str, encoding: str | None) -> None:
        self.finished: list[Element] = []
        self.beside: dict[str, str] = {}
        self._item, self._path, self._depth, self._size = item, list[Element](), 0, 0
        self._name, self._words = "", list[str]()
        self.parser = expat.ParserCreate(encoding, namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._refuse_entity

    def _refuse_entity(self, *_: object) -> None:
        raise CannotBeReadError("It declares its own entities, which are not supported.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise CannotBeReadError("It is nested too deeply.")
        local = name.rpartition(" ")[2]
        if self._path or local == self._item:
            element = Element(name, attributes)
            if self._path:
                self._path[-1].children.append(element)
            self._path.append(element)
            self._size += 100
        else:
            self._name, self._words = local, []

    def _text(self, words: str) -> None:
        self._size += len(words)
        if self._size > LARGEST_ITEM:
            raise CannotBeReadError("An item is too large to be a release.")
        (self._path[-1].text if self._path else self._words).append(words)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if not self._path:
            self.beside.setdefault(self._name, "".join(self._words).strip())
            self._name, self._words, self._size = "", [], 0
            return
        element = self._path.pop()
        if not self._path:
            self.finished.append(element)
            self._size = 0


def items(
    file: IO[bytes], name: str, encoding: str | None = None, largest: int = sys.maxsize
) -> Iterator[tuple[Element, dict[str, str]]]:
    """Each element with that local name, with the text found outside items so far. Raises CannotBeReadError, for a file of more than
    `largest` bytes as well.
    """
    builder, fed = _Builder(name, encoding), 0
    while True:
        chunk = file.read(CHUNK)
        fed += len(chunk)
        if fed > largest:
            raise CannotBeReadError(f"It is too large: more than {largest // 1_000_000} MB.")
        try:
            builder.parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            yield from ((element, builder.beside) for element in builder.finished)
            raise CannotBeReadError(f"It is not well-formed XML: {error}.") from error
        except (ValueError, LookupError) as error:
            raise CannotBeReadError(f"It cannot be read as XML: {error}.") from error
        yield from ((element, builder.beside) for element in builder.finished)
        builder.finished = []
        if fed - builder.parser.CurrentByteIndex > LONGEST_TAG:
            raise CannotBeReadError("A tag or a comment in it is too long for any release.")
        if not chunk:
            return

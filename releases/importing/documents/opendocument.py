"""OpenDocument text, .odt, as LibreOffice writes it."""

import html
from collections.abc import Iterator
from typing import Any

from lxml import etree

from releases.files.kinds import opened, part_of
from releases.importing.documents.source import LARGEST_PART, DocumentRefused, Embedded, Source

NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
OFFICE, TEXT, TABLE, STYLE, DRAW = (
    f"{{{NAMESPACE.format(name)}}}" for name in ("office", "text", "table", "style", "drawing")
)
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
READER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
HIDDEN = (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph")
NOT_TEXT = (
    f"{TEXT}tracked-changes",
    f"{TEXT}sequence-decls",
    f"{OFFICE}forms",
    f"{TEXT}soft-page-break",
    f"{OFFICE}annotation-end",
)


def read(content: bytes) -> Source:
    """Raises DocumentRefused."""
    archive = opened(content)
    if archive is None or "content.xml" not in archive.namelist():
        raise DocumentRefused("no text")
    parts = {part.filename: part_of(archive, part, LARGEST_PART + 1) for part in archive.infolist()}
    if any(len(part) > LARGEST_PART for part in parts.values()):
        raise DocumentRefused("too large")
    try:
        trees = [etree.fromstring(parts[name], READER) for name in ("content.xml", "styles.xml") if parts.get(name)]
    except etree.XMLSyntaxError as error:
        raise DocumentRefused("damaged") from error
    body = trees[0].find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise DocumentRefused("no text")
    reading = _Reading(trees, parts)
    reading.source.left_out["deleted"] = sum(1 for _ in body.iter(f"{TEXT}deletion"))
    reading.source.html = "".join(reading.blocks(body)) + reading.notes_at_the_end()
    return reading.source


class _Reading:
    """One pass over the text, which collects notes and pictures on its way."""

    def __init__(self, trees: list[Any], parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.styles = {style.get(f"{STYLE}name"): style for tree in trees for style in tree.iter(f"{STYLE}style")}
        self.notes: list[str] = []
        self.source = Source("", around=[*_around(trees)])

    def blocks(self, node: Any) -> Iterator[str]:
        for child in node:
            if child.tag == f"{TEXT}p":
                yield from self._paragraph(child)
            elif child.tag == f"{TEXT}h":
                level = min(max(int(child.get(f"{TEXT}outline-level") or 1), 1), 6)
                yield f"<h{level}>{self.inline(child)}</h{level}>"
            elif child.tag == f"{TEXT}list":
                yield self._list(child)
            elif child.tag == f"{TABLE}table":
                yield f"<table>{''.join(self._rows(child))}</table>"
            elif isinstance(child.tag, str) and child.tag not in NOT_TEXT:
                yield from self.blocks(child)

    def _paragraph(self, node: Any) -> Iterator[str]:
        if self._is_hidden(node):
            self.source.left_out["hidden"] += bool("".join(node.itertext()).strip())
            return
        kind = self._named(node)
        words = self.inline(node)
        if kind == "Title":
            yield f'<h1 class="title">{words}</h1>'
        else:
            yield f"<p>{words}</p>"

    def _list(self, node: Any) -> str:
        """Numbers are a matter of the style of the level."""
        start = next((item.get(f"{TEXT}start-value") for item in node if item.get(f"{TEXT}start-value")), None)
        tag = "ol" if self._is_numbered(node) else "ul"
        items = "".join(f"<li>{''.join(self.blocks(item))}</li>" for item in node.iterchildren(f"{TEXT}list-item"))
        begins = f' start="{int(start)}"' if tag == "ol" and start and start.isdigit() else ""
        return f"<{tag}{begins}>{items}</{tag}>"

    def _is_numbered(self, node: Any) -> bool:
        lists = [node, *node.iterancestors(f"{TEXT}list")]
        name = next((name for one in lists if (name := one.get(f"{TEXT}style-name"))), None)
        for style in node.getroottree().getroot().iter(f"{TEXT}list-style"):
            if style.get(f"{STYLE}name") == name:
                level = style.find(f"*[@{TEXT}level='{len(lists)}']")
                return level is not None and level.tag == f"{TEXT}list-level-style-number"
        return False

    def _rows(self, table: Any) -> Iterator[str]:
        heads = {id(row) for head in table.iter(f"{TABLE}table-header-rows") for row in head}
        for row in table.iter(f"{TABLE}table-row"):
            tag = "th" if id(row) in heads else "td"
            cells = (f"<{tag}>{''.join(self.blocks(cell))}</{tag}>" for cell in row.iterchildren(f"{TABLE}table-cell"))
            yield f"<tr>{''.join(cells)}</tr>"

    def inline(self, node: Any) -> str:
        return html.escape(node.text or "") + "".join(
            (self._one(child) if isinstance(child.tag, str) else "") + html.escape(child.tail or "") for child in node
        )

    def _one(self, node: Any) -> str:
        name = node.tag
        if name in HIDDEN or self._is_hidden(node):
            self.source.left_out["hidden"] += 1
            return ""
        if name == f"{OFFICE}annotation":
            self.source.left_out["comments"] += 1
            return ""
        if name == f"{TEXT}note":
            return self._note(node)
        if name == f"{DRAW}frame":
            self._picture(node)
            return ""
        if name == f"{TEXT}line-break":
            return "<br>"
        if name in (f"{TEXT}s", f"{TEXT}tab"):
            return " "
        if name == f"{TEXT}a":
            return f'<a href="{html.escape(node.get(f"{XLINK}href") or "")}">{self.inline(node)}</a>'
        return "" if name in NOT_TEXT else self._emphasised(node)

    def _emphasised(self, node: Any) -> str:
        words = self.inline(node)
        properties = self._properties(node)
        bold, italic = properties.get(f"{FO}font-weight"), properties.get(f"{FO}font-style")
        raised = str(properties.get(f"{STYLE}text-position") or "")
        struck = properties.get(f"{STYLE}text-line-through-style") not in (None, "none")
        for tag, wanted in (("s", struck), ("em", italic == "italic"), ("strong", bold == "bold")):
            words = f"<{tag}>{words}</{tag}>" if wanted and words.strip() else words
        tag = "sup" if raised.startswith("super") else "sub" if raised.startswith("sub") else ""
        return f"<{tag}>{words}</{tag}>" if tag else words

    def _note(self, node: Any) -> str:
        """A mark that leads down to the note, which leads back up."""
        number = len(self.notes) + 1
        body = node.find(f"{TEXT}note-body")
        words = " ".join(self.inline(paragraph) for paragraph in (body if body is not None else ()))
        self.notes.append(f'<p><a id="note{number}" href="#mark{number}">{number}</a> {words}</p>')
        return f'<sup><a id="mark{number}" href="#note{number}">{number}</a></sup>'

    def notes_at_the_end(self) -> str:
        return f"<hr>{''.join(self.notes)}" if self.notes else ""

    def _picture(self, frame: Any) -> None:
        image = frame.find(f"{DRAW}image")
        path = "" if image is None else (image.get(f"{XLINK}href") or "").removeprefix("./")
        if content := self.parts.get(path, b""):
            words = frame.find(f"{SVG}desc")
            name = f"picture-{len(self.source.pictures) + 1}.{path.rpartition('.')[2].lower()}"
            self.source.pictures.append(Embedded(name, content, (words.text or "") if words is not None else ""))

    def _is_hidden(self, node: Any) -> bool:
        return self._properties(node).get(f"{TEXT}display") == "none"

    def _properties(self, node: Any) -> dict[str, str]:
        """Of the automatic style and those above it; the nearest decides."""
        found: dict[str, str] = {}
        style = self.styles.get(node.get(f"{TEXT}style-name"))
        for _depth in range(20):
            if style is None:
                break
            if (own := style.find(f"{STYLE}text-properties")) is not None:
                found = dict(own.attrib) | found
            style = self.styles.get(style.get(f"{STYLE}parent-style-name"))
        return found

    def _named(self, node: Any) -> str:
        """The name of the style, or of the one that an automatic style was made from."""
        name = node.get(f"{TEXT}style-name") or ""
        style = self.styles.get(name)
        return (style.get(f"{STYLE}parent-style-name") or name) if style is not None else name


def _around(trees: list[Any]) -> Iterator[str]:
    """At the top and foot of the pages, each once."""
    places = (node for tree in trees for kind in ("header", "footer") for node in tree.iter(f"{STYLE}{kind}"))
    words = (
        " ".join("".join(paragraph.itertext()).split()) for place in places for paragraph in place.iter(f"{TEXT}p")
    )
    yield from dict.fromkeys(text for text in words if any(letter.isalpha() for letter in text))

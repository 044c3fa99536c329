"""OpenDocument text, .odt, as LibreOffice writes it."""

import html
from collections.abc import Iterator
from typing import Any

from lxml import etree

from releases.files.kinds import opened
from releases.files.open_text import Styles, styles_of, take_out_unseen
from releases.files.walking import elements_in
from releases.importing.documents import notes
from releases.importing.documents.open_lists import Lists
from releases.importing.documents.source import DocumentRefused, Embedded, Source, parts_of

NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
OFFICE, TEXT, TABLE, STYLE, DRAW = (
    f"{{{NAMESPACE.format(name)}}}" for name in ("office", "text", "table", "style", "drawing")
)
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
READER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
NOT_TEXT = (
    f"{TEXT}tracked-changes",
    f"{TEXT}sequence-decls",
    f"{OFFICE}forms",
    f"{TEXT}soft-page-break",
    f"{OFFICE}annotation-end",
)
AROUND = ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")
FEW_WORDS = 4  # as in “page 3 of 5”
MOST_REPEATED = 50  # cells that are the same and stand beside each other
MOST_REPEATED_IN_ALL, LONGEST_REPEATED = 2000, 1000  # cells of a document, characters of one
HEADING_OF_TABLE = "Table_20_Heading"


def read(content: bytes) -> Source:
    """Raises DocumentRefused."""
    archive = opened(content)
    if archive is None or "content.xml" not in archive.namelist():
        raise DocumentRefused("no text")
    parts = parts_of(archive)
    try:
        trees = [etree.fromstring(parts[name], READER) for name in ("content.xml", "styles.xml") if parts.get(name)]
    except etree.XMLSyntaxError as error:
        raise DocumentRefused("damaged") from error
    body = trees[0].find(f"{OFFICE}body/{OFFICE}text") if trees else None
    if body is None:
        raise DocumentRefused("no text")
    styles = styles_of(elements_in(*trees))
    source = Source("", around=[*_around(trees)])
    source.left_out["deleted"] = sum(1 for _ in body.iter(f"{TEXT}deletion"))
    source.left_out["hidden"] = take_out_unseen(trees[0], styles)
    reading = _Reading(source, styles, Lists(trees), parts)
    source.html = "".join(reading.blocks(body)) + reading.notes_at_the_end()
    return source


class _Reading:
    """One pass over the text, which collects notes and pictures on its way."""

    def __init__(self, source: Source, styles: Styles, lists: Lists, parts: dict[str, bytes]) -> None:
        self.source, self.styles, self.lists, self.parts = source, styles, lists, parts
        self.notes: list[str] = []
        self.boxes: list[Any] = []  # boxes of text within the paragraph that is being read
        self.repeats_left = MOST_REPEATED_IN_ALL

    def blocks(self, node: Any) -> Iterator[str]:
        for child in node:
            if child.tag == f"{TEXT}p":
                yield self._paragraph(child)
                yield from self._boxes()
            elif child.tag == f"{TEXT}h":
                level = min(max(int(child.get(f"{TEXT}outline-level") or 1), 1), 6)
                yield f"<h{level}>{self.inline(child)}</h{level}>"
                yield from self._boxes()
            elif child.tag == f"{TEXT}list":
                yield from self._list(child)
            elif child.tag == f"{TABLE}table":
                yield f"<table>{''.join(self._rows(child))}</table>"
            elif child.tag == f"{DRAW}frame":
                yield self._frame(child)
                yield from self._boxes()
            elif isinstance(child.tag, str) and child.tag not in NOT_TEXT:
                yield from self.blocks(child)

    def _paragraph(self, node: Any) -> str:
        words = self.inline(node)
        if self.styles.named("paragraph", node.get(f"{TEXT}style-name") or "") == "Title":
            return f'<h1 class="title">{words}</h1>'
        return f"<p>{self._stressed(words, self._properties(node, 'paragraph'))}</p>"

    def _boxes(self) -> Iterator[str]:
        """What stands in boxes follows the paragraph that they are fastened to."""
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            yield from self.blocks(box)

    def _list(self, node: Any) -> Iterator[str]:
        """A list for each run of numbers that follow each other."""
        for tag, start, items in self.lists.runs_of(node):
            begins = f' start="{start}"' if tag == "ol" and start != 1 else ""
            inside = "".join(f"<li>{''.join(self.blocks(item))}</li>" for item in items)
            yield f"<{tag}{begins}>{inside}</{tag}>"

    def _rows(self, table: Any) -> Iterator[str]:
        rows = (row for row in table.iter(f"{TABLE}table-row") if next(row.iterancestors(table.tag)) is table)
        for row in rows:
            cells = [*row.iterchildren(f"{TABLE}table-cell")]
            heads = row.getparent().tag == f"{TABLE}table-header-rows" or (cells and all(map(self._is_heading, cells)))
            yield f"<tr>{''.join(self._cell(cell, 'th' if heads else 'td') for cell in cells)}</tr>"

    def _is_heading(self, cell: Any) -> bool:
        names = [paragraph.get(f"{TEXT}style-name") or "" for paragraph in cell.iterchildren(f"{TEXT}p")]
        return bool(names) and all(self.styles.named("paragraph", name) == HEADING_OF_TABLE for name in names)

    def _cell(self, cell: Any, tag: str) -> str:
        spans = "".join(
            f' {name}="{int(said)}"'
            for name, key in (("colspan", "columns"), ("rowspan", "rows"))
            if (said := cell.get(f"{TABLE}number-{key}-spanned") or "").isdecimal() and said != "1"
        )
        inside = "".join(self.blocks(cell))
        return f"<{tag}{spans}>{inside}</{tag}>" * self._times(cell, inside)

    def _times(self, cell: Any, inside: str) -> int:
        """How often it stands there. Tables within repeated cells of tables would make a huge text of a tiny file."""
        said = cell.get(f"{TABLE}number-columns-repeated") or "1"
        if not said.isdecimal() or len(inside) > LONGEST_REPEATED:
            return 1
        times = max(1, min(int(said), MOST_REPEATED, 1 + self.repeats_left))
        self.repeats_left -= times - 1
        return times

    def inline(self, node: Any) -> str:
        return html.escape(node.text or "") + "".join(
            (self._one(child) if isinstance(child.tag, str) else "") + html.escape(child.tail or "") for child in node
        )

    def _one(self, node: Any) -> str:
        name = node.tag
        if name == f"{OFFICE}annotation":
            self.source.left_out["comments"] += 1
            return ""
        if name == f"{TEXT}note":
            return self._note(node)
        if name == f"{DRAW}frame":
            return self._frame(node)
        if name == f"{TEXT}line-break":
            return "<br>"
        if name in (f"{TEXT}s", f"{TEXT}tab"):
            return " "
        if name == f"{TEXT}a":
            return f'<a href="{html.escape(node.get(f"{XLINK}href") or "")}">{self.inline(node)}</a>'
        return "" if name in NOT_TEXT else self._emphasised(node)

    def _emphasised(self, node: Any) -> str:
        properties = self._properties(node, "text")
        words = self._stressed(self.inline(node), properties)
        raised = properties.get("text-position", "")
        tag = "sup" if raised.startswith("super") else "sub" if raised.startswith("sub") else ""
        return f"<{tag}>{words}</{tag}>" if tag else words

    @staticmethod
    def _stressed(words: str, properties: dict[str, str]) -> str:
        struck = properties.get("text-line-through-style", "none") != "none"
        bold, italic = properties.get("font-weight") == "bold", properties.get("font-style") == "italic"
        for tag, wanted in (("s", struck), ("em", italic), ("strong", bold)):
            words = f"<{tag}>{words}</{tag}>" if wanted and words.strip() else words
        return words

    def _properties(self, node: Any, family: str) -> dict[str, str]:
        return self.styles.of(family, node.get(f"{TEXT}style-name") or "")

    def _note(self, node: Any) -> str:
        number = len(self.notes) + 1
        self.notes.append("")  # its place, since a note may stand in a note
        body = node.find(f"{TEXT}note-body")
        words = " ".join(self.inline(paragraph) for paragraph in (body if body is not None else ()))
        self.notes[number - 1] = notes.note(number, words)
        return notes.mark(number)

    def notes_at_the_end(self) -> str:
        return f"<hr>{''.join(self.notes)}" if self.notes else ""

    def _frame(self, frame: Any) -> str:
        """A picture, of which a mark keeps the place, or a box of text."""
        self.boxes += frame.iterchildren(f"{DRAW}text-box")
        image = frame.find(f"{DRAW}image")
        path = "" if image is None else (image.get(f"{XLINK}href") or "").removeprefix("./")
        if content := self.parts.get(path, b""):
            words = frame.findtext(f"{SVG}desc") or frame.findtext(f"{SVG}title") or ""
            name = f"picture-{len(self.source.pictures) + 1}.{path.rpartition('.')[2].lower()}"
            picture = Embedded(name, content, words)
            self.source.pictures.append(picture)
            return picture.mark
        return ""


def _around(trees: list[Any]) -> Iterator[str]:
    """At the top and foot of the pages, each once, without what only counts the pages."""
    places = (node for tree in trees for kind in AROUND for node in tree.iter(f"{STYLE}{kind}"))
    paragraphs = (paragraph for place in places for paragraph in place.iter(f"{TEXT}p"))
    words = (
        " ".join("".join(paragraph.itertext()).split()) for paragraph in paragraphs if not _counts_pages(paragraph)
    )
    yield from dict.fromkeys(text for text in words if any(letter.isalpha() for letter in text))


def _counts_pages(paragraph: Any) -> bool:
    counts = paragraph.find(f".//{TEXT}page-number") is not None or paragraph.find(f".//{TEXT}page-count") is not None
    return counts and len("".join(paragraph.itertext()).split()) <= FEW_WORDS

"""A clean copy of a document: without authors, comments, tracked changes (accepted), hidden text, notes, attachments.

What cannot be taken out without changing what readers see, such as hidden rows of a calculation, stays, and `remarks_on` the copy
tells so.
"""

import io
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

from lxml import etree

from releases.files import office, open_text, pdf, word_text
from releases.files.kinds import MEGABYTE, Kind, opened
from releases.files.office import COMMENT_PARTS, TEXT_PARTS, local
from releases.files.walking import drop, elements_in, keep_tail

MOST_UNPACKED = 200 * MEGABYTE
# Of an open document: remarks and tracked changes, and where they are.
OF_REVIEWS = ("annotation", "annotation-end", "tracked-changes", "change", "change-start", "change-end")
# A member of the archive, parsed.
Tree = Any


class CannotClean(Exception):  # the name is clear without “Error”
    """It is damaged, encrypted, or unpacks to too much."""


def can_clean(kind: Kind) -> bool:
    return kind.media_type == pdf.MEDIA_TYPE or "application/vnd." in kind.media_type


def cleaned(content: bytes, kind: Kind) -> bytes:
    """Raises CannotClean."""
    made = pdf.cleaned(content) if kind.media_type == pdf.MEDIA_TYPE else _office(content)
    if not made:
        raise CannotClean
    return made


def _office(content: bytes) -> bytes:
    archive = opened(content)
    if archive is None or sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
        raise CannotClean
    file = io.BytesIO()
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
            for info in archive.infolist():
                if COMMENT_PARTS.search(info.filename) or info.filename.startswith("Versions/"):
                    continue
                # The type of an open document comes first and uncompressed; times of saving are left out.
                plain = zipfile.ZipInfo(info.filename)
                plain.compress_type = zipfile.ZIP_STORED if info.filename == "mimetype" else zipfile.ZIP_DEFLATED
                copy.writestr(plain, _part(archive, info))
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        raise CannotClean from error
    return file.getvalue()


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        content = member.read(MOST_UNPACKED)
    clean = _cleaner(info.filename, archive)
    if clean is None:
        return content
    tree = _tree(content)
    clean(tree)
    made: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _tree(content: bytes) -> Tree:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _cleaner(name: str, archive: zipfile.ZipFile) -> Callable[[Tree], None] | None:
    if name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"):
        return _forget_people
    if name == "[Content_Types].xml" or name.endswith(".rels"):
        return _forget_comment_parts
    if TEXT_PARTS.match(name):
        return partial(_clean_word, word_text.styles_of(office.elements_of(archive, "word/styles.xml")))
    if name.startswith("ppt/notesSlides/") and name.endswith(".xml"):
        return _empty_notes
    if name == "content.xml":
        others = [_tree(archive.read("styles.xml"))] if "styles.xml" in archive.namelist() else []
        return partial(_clean_open_document, others)
    return partial(_clean_open_document, []) if name == "styles.xml" else None


def _forget_people(tree: Tree) -> None:
    for element in _all(tree):
        if local(element.tag) in office.AUTHORS:
            element.text = None
        if local(element.tag) in ("property", "user-defined"):
            drop(element)


def _forget_comment_parts(tree: Tree) -> None:
    for element in _all(tree):
        target = "/" + (element.get("PartName") or element.get("Target") or "").lstrip("/")
        word_parts = COMMENT_PARTS.search(target) or COMMENT_PARTS.search(f"word{target}")
        if word_parts and local(element.tag) in ("Override", "Relationship"):
            drop(element)


def _clean_word(styles: dict[str, set[str]], tree: Tree) -> None:
    """Accepts changes: what was deleted or moved away goes, what was inserted stays."""
    word_text.take_out_unseen(tree, styles)
    for element in _all(tree):
        name = local(element.tag)
        if (
            name in ("del", "moveFrom", "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef")
            or name.startswith(("moveFromRange", "moveToRange", "customXmlDelRange", "customXmlInsRange"))
            or name.endswith("Change")
        ):
            drop(element)
        elif name in ("ins", "moveTo"):
            _unwrap(element)


def _empty_notes(tree: Tree) -> None:
    for element in _all(tree):
        if local(element.tag) == "t":
            element.text = ""


def _clean_open_document(others: list[Tree], tree: Tree) -> None:
    """`others`: the trees that have more of its styles. Those that hide stay, since what has them is gone."""
    open_text.take_out_unseen(tree, open_text.styles_of(elements_in(tree, *others)))
    for element in _all(tree):
        name = local(element.tag)
        if name in OF_REVIEWS:
            drop(element)
        elif name == "notes":
            for text in [
                part for part in element.iter() if isinstance(part.tag, str) and local(part.tag) in ("p", "span")
            ]:
                text.text = text.tail = None


def _all(tree: Tree) -> list[Tree]:
    return [element for element in tree.iter() if isinstance(element.tag, str)]


def _unwrap(element: Tree) -> None:
    """Only the element goes; what is inside it stays in its place."""
    parent = element.getparent()
    if parent is None:
        return
    position = parent.index(element)
    keep_tail(element, parent, element.tail or "")
    for offset, child in enumerate(list(element)):
        parent.insert(position + offset, child)
    parent.remove(element)

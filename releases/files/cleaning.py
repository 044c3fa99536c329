"""A clean copy of a document: without authors, comments, tracked changes (accepted), hidden text, notes, attachments.

What cannot be taken out without changing what readers see, such as hidden rows of a calculation, stays, and `remarks_on` the copy
tells so.
"""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

from releases.files import office, pdf
from releases.files.kinds import MEGABYTE, Kind, opened
from releases.files.office import COMMENT_PARTS, OFF, TEXT_PARTS, local

MOST_UNPACKED = 200 * MEGABYTE
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
    clean = _cleaner(info.filename)
    if clean is None:
        return content
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(content, parser)
    clean(tree)
    made: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _cleaner(name: str) -> Callable[[Tree], None] | None:
    if name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"):
        return _forget_people
    if name == "[Content_Types].xml" or name.endswith(".rels"):
        return _forget_comment_parts
    if TEXT_PARTS.match(name):
        return _clean_word
    if name.startswith("ppt/notesSlides/") and name.endswith(".xml"):
        return _empty_notes
    return _clean_open_document if name in ("content.xml", "styles.xml") else None


def _forget_people(tree: Tree) -> None:
    for element in _all(tree):
        if local(element.tag) in office.AUTHORS:
            element.text = None
        if local(element.tag) in ("property", "user-defined"):
            _drop(element)


def _forget_comment_parts(tree: Tree) -> None:
    for element in _all(tree):
        target = "/" + (element.get("PartName") or element.get("Target") or "").lstrip("/")
        word_parts = COMMENT_PARTS.search(target) or COMMENT_PARTS.search(f"word{target}")
        if word_parts and local(element.tag) in ("Override", "Relationship"):
            _drop(element)


def _clean_word(tree: Tree) -> None:
    """Accepts changes: what was deleted or moved away goes, what was inserted stays."""
    for element in _all(tree):
        name = local(element.tag)
        if (
            name in ("del", "moveFrom", "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef")
            or name.startswith(("moveFromRange", "moveToRange", "customXmlDelRange", "customXmlInsRange"))
            or name.endswith("Change")
        ):
            _drop(element)
        elif name in ("ins", "moveTo"):
            _unwrap(element)
        elif name == "r" and any(_hides(part) for part in element.iter() if isinstance(part.tag, str)):
            _drop(element)


def _hides(element: Tree) -> bool:
    return local(element.tag) == "vanish" and next(iter(element.attrib.values()), "1").lower() not in OFF


def _empty_notes(tree: Tree) -> None:
    for element in _all(tree):
        if local(element.tag) == "t":
            element.text = ""


def _clean_open_document(tree: Tree) -> None:
    hidden = {
        _attribute(style, "name")
        for style in _all(tree)
        if local(style.tag) == "style"
        and any(
            local(part.tag) == "text-properties" and _attribute(part, "display") in ("none", "condition")
            for part in style
        )
    }
    for element in _all(tree):
        name = local(element.tag)
        if (
            name
            in (
                "annotation",
                "annotation-end",
                "tracked-changes",
                "change",
                "change-start",
                "change-end",
                "hidden-text",
                "hidden-paragraph",
            )
            or (name == "section" and _attribute(element, "display") in ("none", "condition"))
            or (name in ("span", "p", "h") and _attribute(element, "style-name") in hidden - {""})
            or (name == "style" and _attribute(element, "name") in hidden)
        ):
            _drop(element)
        elif name == "notes":
            for text in [
                part for part in element.iter() if isinstance(part.tag, str) and local(part.tag) in ("p", "span")
            ]:
                text.text = text.tail = None


def _attribute(element: Tree, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if local(str(key)) == name), "")


def _all(tree: Tree) -> list[Tree]:
    return [element for element in tree.iter() if isinstance(element.tag, str)]


def _drop(element: Tree) -> None:
    """With everything inside; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    _keep_tail(element, parent, element.tail or "")
    parent.remove(element)


def _unwrap(element: Tree) -> None:
    """Only the element goes; what is inside it stays in its place."""
    parent = element.getparent()
    if parent is None:
        return
    position = parent.index(element)
    _keep_tail(element, parent, element.tail or "")
    for offset, child in enumerate(list(element)):
        parent.insert(position + offset, child)
    parent.remove(element)


def _keep_tail(element: Tree, parent: Tree, tail: str) -> None:
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None

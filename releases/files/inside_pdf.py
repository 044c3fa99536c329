"""Run by `releases.files.pdf` in a process of its own. Imports nothing of ours."""

import contextlib
import io
import json
import re
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pypdf

MEMORY, SECONDS = 1024**3, 30
MOST_OBJECTS = 500_000
MOST_PAGES = 300
DEEPEST = 50
EMPTY: dict[str, Any] = {}
COMMENTS = {
    "/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Popup", "/Ink", "/Stamp", "/Caret", "/Line",
    "/Square", "/Circle", "/Polygon", "/PolyLine", "/Redact",
}  # fmt: skip
MAY_BE_INVISIBLE = re.compile(rb"\b3\s+Tr\b")
INVISIBLE, SHOWING = "3", ("Tj", "TJ", "'", '"')
SCRIPTS = {"/JavaScript", "/Launch", "/ImportData"}


def hidden_in(content: bytes) -> list[str]:
    """The names of remarks."""
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            found = {*_of_the_whole(document), *_of_objects(document), *_of_drawings(document), *_of_versions(content)}
            return sorted(found)
    except pikepdf.PdfError:
        return ["unread"]


def cleaned(content: bytes) -> bytes:
    """Written anew, so that nothing of an earlier version remains either."""
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root
        for name in ("/OpenAction", "/AA", "/Metadata", "/AF", "/Collection", "/PieceInfo"):
            if name in root:
                del root[name]
        if "/Names" in root:
            for name in ("/EmbeddedFiles", "/JavaScript"):
                if name in root.Names:
                    del root.Names[name]
        for page in document.pages:
            _clean_page(page)
        for found in document.objects:
            for part in _within(found):
                _clean_dictionary(part)
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        document.remove_unreferenced_resources()
        file = io.BytesIO()
        document.save(file, fix_metadata_version=False)
        return file.getvalue()


def words_of(content: bytes) -> list[str]:
    """The text of each page, in lines."""
    document = pypdf.PdfReader(io.BytesIO(content))
    return [page.extract_text() for page, _number in zip(document.pages, range(MOST_PAGES), strict=False)]


def _clean_page(page: pikepdf.Page) -> None:
    for name in ("/AA", "/Metadata", "/AF", "/PieceInfo"):
        if name in page:
            del page[name]
    if "/Annots" in page:
        kept = [
            annotation
            for annotation in page.Annots
            if not _is_comment(annotation) and annotation.get("/Subtype") != "/FileAttachment"
        ]
        page.Annots = pikepdf.Array(kept)


def _clean_dictionary(part: pikepdf.Object) -> None:
    """Scripts on links and fields, and properties of pictures."""
    for name in ("/A", "/AA", "/OpenAction"):
        if name in part and any(_is_script(action) for action in _within(part[name])):
            del part[name]
    if "/Metadata" in part:
        del part["/Metadata"]


def _of_the_whole(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if str(document.trailer.get("/Info", EMPTY).get("/Author", "")).strip():
        yield "author"
    with (
        contextlib.suppress(Exception),
        document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about,
    ):
        if any(str(name).strip() for name in about.get("dc:creator") or ()):
            yield "author"
    if len(document.attachments):
        yield "attached"
    if len(root.get("/OCProperties", EMPTY).get("/D", EMPTY).get("/OFF", EMPTY)):
        yield "hidden-text"


def _of_objects(document: pikepdf.Pdf) -> Iterator[str]:
    for number, found in enumerate(document.objects):
        if number >= MOST_OBJECTS:
            yield "unread"
            return
        for part in _within(found):
            if _is_comment(part):
                yield "comments"
            if _is_script(part):
                yield "script"
            if part.get("/Type") == "/EmbeddedFile" or part.get("/Subtype") == "/FileAttachment" or "/EF" in part:
                yield "attached"


def _of_drawings(document: pikepdf.Pdf) -> Iterator[str]:
    """Words drawn in a mode that shows nothing, on a page or in a form that is drawn on pages."""
    forms = (
        found for found in document.objects if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form"
    )
    for drawing in (*document.pages, *forms):
        if any(MAY_BE_INVISIBLE.search(part) for part in _parts_of(drawing)) and _draws_invisibly(drawing):
            yield "hidden-text"
            return


def _parts_of(drawing: Any) -> Iterator[bytes]:
    content = drawing.get("/Contents", EMPTY) if isinstance(drawing, pikepdf.Page) else drawing
    for part in content if isinstance(content, pikepdf.Array) else [content]:
        if isinstance(part, pikepdf.Stream):
            with contextlib.suppress(pikepdf.PdfError):
                yield part.read_bytes()


def _draws_invisibly(drawing: Any) -> bool:
    """The mode holds until it is set again, or the state before is restored."""
    mode, before = "0", list[str]()
    for instruction in pikepdf.parse_content_stream(drawing):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "q":
            before.append(mode)
        elif operator == "Q" and before:
            mode = before.pop()
        elif operator == "Tr" and operands:
            mode = str(operands[0])
        elif operator in SHOWING and mode == INVISIBLE and _has_words(operands):
            return True
    return False


def _has_words(operands: Any) -> bool:
    parts = [part for operand in operands for part in (operand if isinstance(operand, pikepdf.Array) else [operand])]
    return any(isinstance(part, pikepdf.String) and bytes(part).strip() for part in parts)


def _of_versions(content: bytes) -> Iterator[str]:
    """One saved for fast viewing ends twice and has one version."""
    if content.count(b"startxref") > (2 if b"/Linearized" in content[:2048] else 1):
        yield "versions"


def _within(found: object, depth: int = 0) -> Iterator[pikepdf.Object]:
    """The dictionary and those written inside it; what it only refers to comes on its own."""
    if depth > DEEPEST or not isinstance(found, pikepdf.Object) or (depth and found.is_indirect):
        return
    if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        yield found
        for value in list(dict(found.items()).values()):
            yield from _within(value, depth + 1)
    elif isinstance(found, pikepdf.Array):
        for value in found:
            yield from _within(value, depth + 1)


def _is_comment(part: pikepdf.Object) -> bool:
    return "/Rect" in part and str(part.get("/Subtype", "")) in COMMENTS


def _is_script(part: pikepdf.Object) -> bool:
    return isinstance(part, pikepdf.Dictionary | pikepdf.Stream) and (
        "/JS" in part or str(part.get("/S", "")) in SCRIPTS
    )


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "look": lambda content: json.dumps(hidden_in(content)).encode(),
    "clean": cleaned,
    "read": lambda content: json.dumps(words_of(content)).encode(),
}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content = sys.stdin.buffer.read()
    sys.stdout.buffer.write(WAYS[sys.argv[1]](content))


if __name__ == "__main__":
    main()

"""What an office file hides: read element by element from its parts, never more of one than `MOST_READ`.

Elements and attributes are known by their local names, so that neither a prefix nor the strict variant of the format hides anything.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain

from lxml import etree

from releases.files import open_text, word_text
from releases.files.kinds import MEGABYTE
from releases.files.walking import Element
from releases.files.word_text import OFF

MOST_READ = 20 * MEGABYTE  # of one member
CHUNK = 64 * 1024

COMMENT_PARTS = re.compile(
    r"/comments?(?:Extended|Ids|Extensible)?\d*\.xml$|/threadedComments/|/comments/|word/people\.xml$|xl/persons/"
)
TEXT_PARTS = re.compile(r"^word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml$")
AUTHORS = ("creator", "lastModifiedBy", "initial-creator", "Company", "Manager")
TRACKED = ("ins", "del", "moveFrom", "moveTo", "tracked-changes")

Look = Callable[[Element], str]


def has_macros(archive: zipfile.ZipFile | None) -> bool:
    names = archive.namelist() if archive else []
    return any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names)


def hidden_in(archive: zipfile.ZipFile) -> Iterator[str]:
    """The names of remarks, as in `releases.files.remarks.Remark`, some of them often."""
    for info in archive.infolist():
        name = info.filename
        if COMMENT_PARTS.search(name):
            yield "comments"
        if "/embeddings/" in name:
            yield "attached"
        look = next((look for pattern, look in LOOKS if pattern.search(name)), None)
        if look is not None:
            yield from filter(None, map(look, elements(archive, info)))
    yield from _unseen_in_word(archive)
    yield from _unseen_in_open_document(archive)


def _unseen_in_word(archive: zipfile.ZipFile) -> Iterator[str]:
    styles = word_text.styles_of(elements_of(archive, "word/styles.xml"))
    for info in archive.infolist():
        if not TEXT_PARTS.search(info.filename):
            continue
        unseen = word_text.Unseen(styles)
        for path, attributes, text in elements(archive, info):
            if not text:
                unseen.follow(path, attributes)
            if ((text and path[-1] == "t") or path[-1] in word_text.SHOWN_WITHOUT_WORDS) and unseen.now:
                yield "hidden-text"


def _unseen_in_open_document(archive: zipfile.ZipFile) -> Iterator[str]:
    """In the text, and at the top and foot of its pages, which know the styles of their own part only."""
    for name, parts in (("content.xml", ("content.xml", "styles.xml")), ("styles.xml", ("styles.xml",))):
        styles = open_text.styles_of(chain.from_iterable(elements_of(archive, part) for part in parts))
        unseen = open_text.Unseen(styles)
        for path, attributes, text in elements_of(archive, name):
            if not text:
                unseen.follow(path, attributes)
                continue
            unseen.leave(len(path) + 1)
            if unseen.now:
                yield "hidden-text"


def elements_of(archive: zipfile.ZipFile, name: str) -> Iterator[Element]:
    return elements(archive, archive.getinfo(name)) if name in archive.namelist() else iter(())


def elements(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Element]:
    """Every element of a part as it ends; nothing if it is damaged. The parser loads nothing and expands no entities."""
    parser = etree.XMLPullParser(
        ("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    path: list[str] = []
    try:
        with archive.open(info) as file:
            left = MOST_READ
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                parser.feed(chunk)
                yield from _read(parser, path)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return
    except Exception as error:  # zlib.error, which is no subclass of the above
        if type(error).__name__ != "error":
            raise


def _read(parser: etree.XMLPullParser, path: list[str]) -> Iterator[Element]:
    for event, element in parser.read_events():
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            path.append(local(element.tag))
            yield list(path), {local(str(name)): str(value) for name, value in element.attrib.items()}, ""
        else:
            text = element.text or ""
            if text.strip():
                yield list(path), {}, text
            path.pop()
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]


def local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


# What each part may hide


def _properties(element: Element) -> str:
    path, _attributes, text = element
    if path[-1] in AUTHORS and text.strip():
        return "author"
    return "properties" if path[-1] in ("property", "user-defined") else ""


def _word(element: Element) -> str:
    path, _attributes, _text = element
    return "tracked" if path[-1] in TRACKED else ""


def _sheet(element: Element) -> str:
    path, attributes, _text = element
    hidden = attributes.get("hidden", "0").lower() not in OFF
    return "hidden-cells" if path[-1] in ("row", "col") and hidden else ""


def _workbook(element: Element) -> str:
    path, attributes, _text = element
    return "hidden" if path[-1] == "sheet" and attributes.get("state") in ("hidden", "veryHidden") else ""


def _slide(element: Element) -> str:
    path, attributes, _text = element
    return "hidden" if path[-1] == "sld" and attributes.get("show", "1").lower() in OFF else ""


def _slide_notes(element: Element) -> str:
    """Without the number of the slide, which every page of notes has."""
    path, _attributes, text = element
    return "notes" if path[-1] == "t" and text.strip() and "fld" not in path else ""


def _open_document(element: Element) -> str:
    path, attributes, text = element
    name = path[-1]
    if name == "annotation":
        return "comments"
    if name == "tracked-changes":
        return "tracked"
    if hides_in_open_document(name, attributes):
        return "hidden-text"
    if name in ("table-row", "table-column") and attributes.get("visibility") in ("collapse", "filter"):
        return "hidden-cells"
    hidden_sheet = name == "table-properties" and attributes.get("display") == "false"
    hidden_slide = name == "drawing-page-properties" and attributes.get("visibility") == "hidden"
    if hidden_sheet or hidden_slide:
        return "hidden"
    return "notes" if "notes" in path[:-1] and text.strip() and "page-number" not in path else ""


def hides_in_open_document(name: str, attributes: dict[str, str]) -> bool:
    """What a style hides is told where it is used, see `_unseen_in_open_document`."""
    if name in ("hidden-text", "hidden-paragraph"):
        return True
    return name == "section" and attributes.get("display") in ("none", "condition")


LOOKS: tuple[tuple[re.Pattern[str], Look], ...] = (
    (re.compile(r"^(?:docProps/(?:core|app|custom)|meta)\.xml$"), _properties),
    (TEXT_PARTS, _word),
    (re.compile(r"^xl/workbook\.xml$"), _workbook),
    (re.compile(r"^xl/worksheets/[^/]+\.xml$"), _sheet),
    (re.compile(r"^ppt/slides/slide\d+\.xml$"), _slide),
    (re.compile(r"^ppt/notesSlides/[^/]+\.xml$"), _slide_notes),
    (re.compile(r"^(?:content|styles)\.xml$"), _open_document),
)

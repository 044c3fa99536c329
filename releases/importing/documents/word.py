"""Word's .docx: mammoth makes HTML of it, after what Word hides was taken out, and what mammoth passes over in silence was read.

mammoth 1.13 prints hidden text as if it were visible, and drops what stands at the top and foot of each page, where the embargo often is.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import mammoth
from lxml import etree

from releases.files.kinds import opened, part_of
from releases.importing.documents.source import LARGEST_PART, DocumentRefused, Embedded, Source

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF = ("0", "false", "off", "none")
TEXT = "word/document.xml"
# Titles become the headline, whatever the style is called in the language of the program: in the file its name is English.
STYLES = "p[style-name='Title'] => h1.title:fresh\np[style-name='Subtitle'] => p.subtitle:fresh\nu => "
# Elements around ordinary words that mammoth leaves out with the words: fields (a date, a property), and runs with a direction of their own.
WRAPPERS = (f"{W}fldSimple", f"{W}bdo", f"{W}dir")
READER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def read(content: bytes) -> Source:
    """Raises DocumentRefused."""
    archive = opened(content)
    if archive is None or TEXT not in archive.namelist():
        raise DocumentRefused("no text")
    parts = {part.filename: part_of(archive, part, LARGEST_PART + 1) for part in archive.infolist()}
    if any(len(part) > LARGEST_PART for part in parts.values()):
        raise DocumentRefused("too large")
    try:
        trees = {name: etree.fromstring(part, READER) for name, part in parts.items() if _is_read(name)}
    except etree.XMLSyntaxError as error:
        raise DocumentRefused("damaged") from error
    source = Source("", around=[*_around(trees)])
    _take_out_hidden(trees, source)
    etree.strip_tags(trees[TEXT], *WRAPPERS)
    source.html = _html(parts | {name: etree.tostring(tree) for name, tree in trees.items()}, source)
    return source


def _is_read(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml") and name.count("/") == 1


def _around(trees: dict[str, Any]) -> Iterator[str]:
    """The paragraphs at the top and foot of the pages, each once, without those that only count the pages."""
    names = sorted(name for name in trees if name.startswith(("word/header", "word/footer")))
    words = (" ".join(_words(paragraph).split()) for name in names for paragraph in trees[name].iter(f"{W}p"))
    yield from dict.fromkeys(text for text in words if any(letter.isalpha() for letter in text))


def _words(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def _take_out_hidden(trees: dict[str, Any], source: Source) -> None:
    hiding = {style.get(f"{W}styleId") for style in _styles(trees) if _hides(style.find(f"{W}rPr"))}
    for name in (TEXT, "word/footnotes.xml", "word/endnotes.xml"):
        if (tree := trees.get(name)) is not None:
            runs = [run for run in tree.iter(f"{W}r") if _is_hidden(run, hiding) and _words(run).strip()]
            source.left_out["hidden"] += len({_passage(run) for run in runs})
            for run in runs:
                run.getparent().remove(run)
            source.left_out["deleted"] += sum(1 for _ in tree.iter(f"{W}del") if _.find(f".//{W}delText") is not None)
    if (comments := trees.get("word/comments.xml")) is not None:
        source.left_out["comments"] += sum(1 for _ in comments.iter(f"{W}comment"))


def _styles(trees: dict[str, Any]) -> Iterator[Any]:
    if (styles := trees.get("word/styles.xml")) is not None:
        yield from styles.iter(f"{W}style")


def _passage(run: Any) -> int:
    """The place of the first of neighbouring runs in the same paragraph, by which they are one passage."""
    return id(run.getparent())


def _is_hidden(run: Any, hiding: set[str | None]) -> bool:
    properties = run.find(f"{W}rPr")
    own = None if properties is None else properties.find(f"{W}vanish")
    if own is not None:
        return _is_on(own)
    named = [] if properties is None else properties.findall(f"{W}rStyle")
    paragraph = next(run.iterancestors(f"{W}p"), None)
    named += [] if paragraph is None else paragraph.findall(f"{W}pPr/{W}pStyle")
    return any(style.get(f"{W}val") in hiding for style in named)


def _hides(properties: Any) -> bool:
    vanish = None if properties is None else properties.find(f"{W}vanish")
    return vanish is not None and _is_on(vanish)


def _is_on(switch: Any) -> bool:
    return str(switch.get(f"{W}val", "1")).lower() not in OFF


def _html(parts: dict[str, bytes], source: Source) -> str:
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)

    def keep(image: Any) -> list[Any]:
        """The picture goes to the files of the edition, and its place in the text is not kept."""
        with image.open() as file:
            ending = image.content_type.partition("/")[2].replace("jpeg", "jpg").replace("svg+xml", "svg")
            name = f"picture-{len(source.pictures) + 1}.{ending}"
            source.pictures.append(Embedded(name, file.read(LARGEST_PART), image.alt_text or ""))
        return []

    try:
        return str(mammoth.convert_to_html(again, style_map=STYLES, convert_image=keep).value)
    except (KeyError, ValueError, AttributeError, TypeError, OSError, zipfile.BadZipFile, RecursionError) as error:
        raise DocumentRefused("damaged") from error

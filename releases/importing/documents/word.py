"""Word's .docx: mammoth makes HTML of it, after what Word hides was taken out, and what mammoth passes over in silence was read.

mammoth 1.13 prints hidden text as if it were visible, drops what stands at the top and foot of each page, where the embargo often is,
knows headings by the names of Word's own styles, and forgets where lists begin.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from releases.files.kinds import opened
from releases.files.walking import elements_in
from releases.files.word_text import styles_of, take_out_unseen
from releases.importing.documents import notes
from releases.importing.documents.numbering import mark_numbers, with_numbers
from releases.importing.documents.source import LARGEST_PART, DocumentRefused, Embedded, Source, parts_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TEXT, STYLES, NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
# Titles become the headline, whatever the style is called in the language of the program: in the file its name is English.
STYLE_MAP = "p[style-name='Title'] => h1.title:fresh\np[style-name='Subtitle'] => p.subtitle:fresh\nu => "
# Elements around ordinary words that mammoth leaves out with the words: fields (a date, a property), and runs with a direction of their own.
WRAPPERS = (f"{W}fldSimple", f"{W}bdo", f"{W}dir")
READER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
LOWEST = 6
COUNTS_PAGES = re.compile(r"\b(?:PAGE|NUMPAGES|SECTIONPAGES)\b")
FEW_WORDS = 4  # as in “page 3 of 5”


def read(content: bytes) -> Source:
    """Raises DocumentRefused."""
    archive = opened(content)
    if archive is None or TEXT not in archive.namelist():
        raise DocumentRefused("no text")
    parts = parts_of(archive)
    try:
        trees = {name: etree.fromstring(part, READER) for name, part in parts.items() if _is_read(name)}
    except etree.XMLSyntaxError as error:
        raise DocumentRefused("damaged") from error
    source = Source("", around=[*_around(trees)])
    _take_out_hidden(trees, source)
    _prepare(trees)
    source.html = _html(parts | {name: etree.tostring(tree) for name, tree in trees.items()}, trees, source)
    return source


def _is_read(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml") and name.count("/") == 1


def _around(trees: dict[str, Any]) -> Iterator[str]:
    """The paragraphs at the top and foot of the pages, each once, without those that only count the pages."""
    names = sorted(name for name in trees if name.startswith(("word/header", "word/footer")))
    paragraphs = (
        paragraph for name in names for paragraph in trees[name].iter(f"{W}p") if not _counts_pages(paragraph)
    )
    words = (" ".join(_words(paragraph).split()) for paragraph in paragraphs)
    yield from dict.fromkeys(text for text in words if any(letter.isalpha() for letter in text))


def _counts_pages(paragraph: Any) -> bool:
    codes = [field.get(f"{W}instr") or "" for field in paragraph.iter(f"{W}fldSimple")]
    codes += [code.text or "" for code in paragraph.iter(f"{W}instrText")]
    return any(map(COUNTS_PAGES.search, codes)) and len(_words(paragraph).split()) <= FEW_WORDS


def _words(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def _take_out_hidden(trees: dict[str, Any], source: Source) -> None:
    styles = styles_of(elements_in(trees[STYLES]) if STYLES in trees else ())
    for name in (TEXT, "word/footnotes.xml", "word/endnotes.xml"):
        if (tree := trees.get(name)) is not None:
            source.left_out["hidden"] += take_out_unseen(tree, styles)
            deletions = [*tree.iter(f"{W}del"), *tree.iter(f"{W}moveFrom")]
            source.left_out["deleted"] += sum(1 for deletion in deletions if _says_something(deletion))
    if (comments := trees.get("word/comments.xml")) is not None:
        source.left_out["comments"] += sum(1 for _ in comments.iter(f"{W}comment"))


def _says_something(deletion: Any) -> bool:
    return any((text.text or "").strip() for name in ("delText", "t") for text in deletion.iter(f"{W}{name}"))


def _prepare(trees: dict[str, Any]) -> None:
    """What mammoth would leave out, or knows in another form only."""
    text = trees[TEXT]
    etree.strip_tags(text, *WRAPPERS)
    for alternative in [*text.iter(f"{MC}AlternateContent")]:
        choice, fallback = alternative.find(f"{MC}Choice"), alternative.find(f"{MC}Fallback")
        # The older form of a picture has no words for those who do not see it.
        if choice is not None and (fallback is None or choice.find(".//{*}pic") is not None):
            alternative.getparent().replace(alternative, choice)
            etree.strip_tags(choice.getparent(), f"{MC}Choice")
    for twice in text.iter(f"{W}dstrike"):
        twice.tag = f"{W}strike"
    mark_numbers(text, trees.get(NUMBERING), trees.get(STYLES))


def _headings(styles: Any) -> Iterator[str]:
    """A line of the style map for each style that has a level in the outline, and is not one of Word's own headings."""
    known = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
    for style in known.values():
        name, level = style.find(f"{W}name"), _level(style, known)
        words = "" if name is None else name.get(f"{W}val") or ""
        if level and words and not words.lower().startswith(("heading ", "title")) and not {*"'\\"} & {*words}:
            yield f"p[style-name='{words}'] => h{min(level, LOWEST)}:fresh"


def _level(style: Any, known: dict[Any, Any]) -> int:
    for _depth in range(20):
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None:
            said = outline.get(f"{W}val") or ""
            return int(said) + 1 if said.isdecimal() and int(said) < 9 else 0  # the ninth is the text itself
        above = style.find(f"{W}basedOn")
        style = None if above is None else known.get(above.get(f"{W}val"))
        if style is None:
            break
    return 0


def _html(parts: dict[str, bytes], trees: dict[str, Any], source: Source) -> str:
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)

    import mammoth  # megabytes that a process which only serves readers never needs

    def keep(image: Any) -> list[Any]:
        """The picture goes to the files of the edition; a mark keeps its place in the text."""
        with image.open() as file:
            ending = image.content_type.partition("/")[2].replace("jpeg", "jpg").replace("svg+xml", "svg")
            name = f"picture-{len(source.pictures) + 1}.{ending}"
            picture = Embedded(name, file.read(LARGEST_PART), image.alt_text or "")
        source.pictures.append(picture)
        return [mammoth.html.element("img", {"data-file": picture.key})]

    headings = _headings(trees[STYLES]) if STYLES in trees else ()
    style_map = "\n".join([STYLE_MAP, *headings])
    try:
        html = str(mammoth.convert_to_html(again, style_map=style_map, convert_image=keep).value)
    except (KeyError, ValueError, AttributeError, TypeError, OSError, zipfile.BadZipFile, RecursionError) as error:
        raise DocumentRefused("damaged") from error
    return with_numbers(notes.in_our_form(html))

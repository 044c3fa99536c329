"""Pictures and files in a text: they become files of the edition, with what readers were told about them, and leave nothing behind."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from releases.files import names
from releases.files.attachments import LONGEST_ALTERNATIVE, LONGEST_TITLE
from releases.files.kinds import EXTENSIONS
from releases.importing import links
from releases.importing.records import SourceFile
from taxonomy.plain_markup import is_plain

SHOWS_PICTURES = re.compile(r"<(?:img|picture|drupal-media)\b", re.IGNORECASE)
# Where the usual systems keep what editors uploaded.
UPLOADED = re.compile(r"(?:^|/)(?:wp-content/uploads|sites/[^/]+/files)/", re.IGNORECASE)
# The address of a picture that is loaded only when it is scrolled to.
ADDRESSES = ("data-src", "data-lazy-src", "data-original", "src")
CAPTIONS = "figcaption, .wp-caption-text, .caption"
FRAMES = ("figure", "picture", "a")


def may_hold_files(html: str) -> bool:
    return (not is_plain(html) and SHOWS_PICTURES.search(html) is not None) or (
        "href" in html and UPLOADED.search(html) is not None
    )


@dataclass
class TakenOut:
    """The text without its pictures, the files it showed or led to, and the pictures that have no address."""

    html: str
    files: list[SourceFile] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)


def taken_out(html: str, base: str) -> TakenOut:
    """From text without anything hidden."""
    found = TakenOut(html)
    if SHOWS_PICTURES.search(html):
        tree = LexborHTMLParser(html)
        for node in tree.css("img"):
            _take(node, base, found)
        found.html = (tree.body.inner_html or "") if tree.body else html
    if UPLOADED.search(html):
        found.files += _documents(found.html, base)
    found.files = list({file.path: file for file in reversed(found.files)}.values())[::-1]
    return found


def _take(node: LexborNode, base: str, found: TakenOut) -> None:
    said = {name: (value or "").strip() for name, value in node.attributes.items()}
    frame = _frame_of(node)
    caption_node = frame.css_first(CAPTIONS) if frame.tag != "img" else None
    caption = " ".join(caption_node.text().split()) if caption_node else said.get("title", "")
    address = _linked_picture(node) or next((said[name] for name in ADDRESSES if said.get(name) and not said[name].startswith("data:")), "")  # fmt: skip
    described = caption or said.get("alt", "")
    if not address or address.startswith("data:"):
        found.embedded.append(described)
    elif not _is_decoration(said):
        found.files.append(
            SourceFile(
                path=links.joined(base, address) if links.is_absolute(base) else address,
                title=caption[:LONGEST_TITLE],
                alternative_text=(said.get("alt") or caption)[:LONGEST_ALTERNATIVE],
            )
        )
    _remove(frame if len(frame.css("img")) <= 1 else node)


def _frame_of(node: LexborNode) -> LexborNode:
    """The outermost element that holds nothing but the picture and its caption."""
    frame, parent = node, node.parent
    while parent is not None and (parent.tag in FRAMES or _is_caption_box(parent)) and len(parent.css("img")) == 1:
        frame, parent = parent, parent.parent
    return frame


def _is_caption_box(node: LexborNode) -> bool:
    classes = (node.attributes.get("class") or "").split()
    return node.tag == "div" and any(name in ("wp-caption", "caption", "image-caption") for name in classes)


def _linked_picture(node: LexborNode) -> str:
    """The picture in full size, where the one in the text leads to it."""
    parent = node.parent
    href = (parent.attributes.get("href") or "") if parent is not None and parent.tag == "a" else ""
    kind = EXTENSIONS.get(extension_of(href))
    return href if kind and kind.is_image else ""


def _is_decoration(said: dict[str, str]) -> bool:
    """A smiley, or a dot that counts readers."""
    small = {said.get("width", ""), said.get("height", "")} <= {"0", "1"} and "width" in said
    return small or bool({"emoji", "wp-smiley"} & set(said.get("class", "").split()))


def _remove(node: LexborNode) -> None:
    """With a figure that held several pictures and is empty now."""
    around = node.parent
    node.decompose()
    while (
        around is not None and around.tag in ("figure", "li", "ul") and not around.css("img") and not _words_of(around)
    ):
        empty = around
        around = around.parent
        empty.decompose()


def _words_of(node: LexborNode) -> str:
    """What it says, unless that is the caption of a gallery that is gone."""
    if node.tag == "figure" and (caption := node.css_first(CAPTIONS)) and caption.text().strip() == node.text().strip():
        return ""
    return node.text().strip()


def _documents(html: str, base: str) -> list[SourceFile]:
    documents = []
    for node in LexborHTMLParser(html).css("a[href]"):
        address = (node.attributes.get("href") or "").strip()
        if UPLOADED.search(address) and extension_of(address) in EXTENSIONS:
            whole = links.joined(base, address) if links.is_absolute(base) else address
            documents.append(SourceFile(path=whole, title=" ".join(node.text().split())[:LONGEST_TITLE]))
    return documents


def extension_of(address: str) -> str:
    try:
        return names.extension_of(unquote(urlsplit(address).path))
    except ValueError:
        return ""

"""The lines of what somebody brought: a saved page, a PDF, or a text. Everything that could be read counts, shown or not."""

import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from releases.files import pdf

# Of a page, what is never text.
UNREAD = ("script", "style", "template", "noscript", "svg", "iframe", "object")
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "meter",
        "output",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "-text",
    ]
)
CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([-\w]+)", re.I)
ARCHIVE = re.compile(rb"\A(?:From:|MIME-Version:|Snapshot-)", re.I)
# Lines at the head and foot of a printed page that recur on others: a title, an address, a number of a page.
EDGE = 3
DIGITS = re.compile(r"\d+")


class Unreadable(Exception):
    """Neither a page, nor a PDF, nor a text."""


def lines_of(content: bytes) -> list[str]:
    """Raises Unreadable."""
    if content.startswith(b"%PDF-"):
        return of_pdf(content)
    if ARCHIVE.match(content) and b"multipart/related" in content[:2000]:
        content = page_in_archive(content)
    text = decoded(content)
    if "\x00" in text:
        raise Unreadable
    return of_html(text) if looks_like_html(text) else of_text(text)


def looks_like_html(text: str) -> bool:
    beginning = text.lstrip()[:1000].lower()
    return beginning.startswith("<") or "<html" in beginning or "<p>" in beginning


def decoded(content: bytes) -> str:
    """As its mark or its own declaration says; UTF-8 else."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    declared = CHARSET.search(content[:2000])
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "cp1252"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unreadable


def page_in_archive(content: bytes) -> bytes:
    """The first page of a single file with everything in it (MHTML), as Chrome saves it."""
    message: Any = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return bytes(part.get_payload(decode=True))
    raise Unreadable


def of_text(text: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def of_html(html: str) -> list[str]:
    tree = LexborHTMLParser(html)
    tree.strip_tags([*UNREAD, "head"])
    return of_text("".join(pieces(tree.root))) if tree.root else []


def pieces(root: Any) -> Iterator[str]:
    """Texts and line breaks, in order. Without recursion, since a page may nest as deeply as it likes."""
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif node.tag == "-text":
            yield " ".join(f"|{node.text_content or ''}|".split())[1:-1]
        else:
            edge = [] if node.tag in INLINE else ["\n"]
            waiting += [*edge, *reversed(list(node.iter(include_text=True))), *edge]


def of_pdf(content: bytes) -> list[str]:
    pages = pdf.words_of(content)
    if pages is None:
        raise Unreadable
    return [line for page in without_edges([of_text(page) for page in pages]) for line in page]


def without_edges(pages: list[list[str]]) -> Iterator[list[str]]:
    """What browsers print above and below every page stands in the middle of the text otherwise."""
    edges = [{shape(line) for line in (*page[:EDGE], *page[-EDGE:])} for page in pages]
    often = Counter(shape for edge in edges for shape in edge)
    for page in pages:
        last = len(page) - EDGE
        yield [line for at, line in enumerate(page) if EDGE <= at < last or often[shape(line)] < 2]


def shape(line: str) -> str:
    return DIGITS.sub("0", line)

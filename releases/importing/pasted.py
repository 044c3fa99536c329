"""What an editor pastes, by the same rules as what is imported, with notes on what was left out or should be looked at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from selectolax.lexbor import LexborHTMLParser, LexborNode

from releases.importing import lines, texts
from releases.importing.doubts import struck_out
from releases.importing.office.beside import Beside, without_what_is_beside
from releases.importing.office.faint import without_faint
from releases.importing.texts import Cleaning

LONGEST = 500_000  # characters of HTML that one paste may become; a long report has a tenth of it
QUOTED = 8  # words
MOST_NAMED = 5
LONGEST_NAME = 80
# The clipboard may hold a whole document around what was chosen; notes stand behind the end of it.
MARKS = re.compile(r"<!--\s*(?:Start|End)Fragment\s*-->")
# A viewer of PDF files in a browser lays invisible words over the picture of the page; its plain text says the same.
VIEWER = re.compile(r"<br\s+role=[\"']?presentation")
# Pictures within the HTML, which may be larger than all of its words.
DATA = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]+")


@dataclass(frozen=True)
class Pasted:
    html: str
    notes: list[str]


def pasted(html: str, text: str = "", language: str = "") -> Pasted:
    """From the clipboard: its HTML, or its plain text if it has none, for a text in the given language."""
    source, beside = without_what_is_beside(_source(html, text))
    source, faint = without_faint(source)
    pictures = [*_pictures(source)]
    cleaned, cleaning = texts.rich(source, language)
    shown, cut = _cut(cleaned)
    notes = [
        *_left_out(cleaning or Cleaning(), beside, faint),
        *_missing(pictures),
        *_around(beside),
        *_to_look_at(shown),
    ]
    return Pasted(shown, [cut, *notes] if cut else notes)


def _source(html: str, text: str) -> str:
    if html.strip() and not (VIEWER.search(html) and text.strip()):
        return DATA.sub("data:", MARKS.sub("", html))
    return lines.in_html(lines.with_ends_of_paragraphs(_escaped(text)))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _left_out(cleaning: Cleaning, beside: Beside, faint: int) -> Iterator[str]:
    hidden = cleaning.hidden
    # Word writes a mark in the text and the remark in a list at the end; either may be all there is.
    comments, deleted = max(hidden["comment"], hidden["mso-element"]) + beside.comments, hidden["del"]
    others = hidden.total() - hidden["comment"] - hidden["mso-element"] - deleted + faint
    said = [
        (others, ngettext("%(count)s hidden passage was left out.", "%(count)s hidden passages were left out.", others)),
        (deleted, ngettext("%(count)s deleted passage was left out.", "%(count)s deleted passages were left out.", deleted)),
        (comments, ngettext("%(count)s comment was left out.", "%(count)s comments were left out.", comments)),
    ]  # fmt: skip
    return (sentence % {"count": count} for count, sentence in said if count)


def _pictures(source: str) -> Iterator[str]:
    """What each is called: by the words for those who do not see it, or its file."""
    if "<img" not in source.lower():
        return
    for picture in LexborHTMLParser(source).css("img"):
        said = " ".join((picture.attributes.get("alt") or "").split())
        address = (picture.attributes.get("src") or "").replace("\\", "/")
        path = "" if address.startswith("data:") else _path(address)
        yield Truncator(said or PurePosixPath(unquote(path)).name).chars(LONGEST_NAME)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # no address at all
        return ""


def _missing(pictures: list[str]) -> Iterator[str]:
    if not pictures:
        return
    count = len(pictures)
    sentence = ngettext("%(count)s picture did not come along; add it under Files.", "%(count)s pictures did not come along; add them under Files.", count)  # fmt: skip
    yield sentence % {"count": count}
    if names := [f"“{name}”" for name in pictures if name][:MOST_NAMED]:
        yield _("Missing: %(names)s.") % {"names": ", ".join(names)}


def _around(beside: Beside) -> Iterator[str]:
    return (_("At the top or foot of each page: “%(words)s”.") % {"words": words[:200]} for words in beside.around[:10])


def _to_look_at(html: str) -> list[str]:
    return [_("Struck out, please check: “%(words)s”.") % {"words": words} for words in struck_out(html)[:5]]


def _cut(html: str) -> tuple[str, str]:
    """What goes before the limit, and a sentence that says where the text ends."""
    if len(html) <= LONGEST:
        return html, ""
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return "", ""
    _shorten(tree.body, LONGEST)
    words = tree.body.text(separator=" ").split()[-QUOTED:]
    last = Truncator(" ".join(words)).chars(100)
    return (tree.body.inner_html or "").strip(), _("The text was too long and ends after “%(words)s”.") % {
        "words": last
    }


def _shorten(node: LexborNode, room: int) -> int:
    """Leaves out what goes beyond the room, and gives what is left of it. What is too long as a whole is left out only in part."""
    for child in list(node.iter(include_text=True)):
        length = len(child.html or "")
        if length <= room:
            room -= length
        elif room and not child.is_text_node and (around := length - len(child.inner_html or "")) < room:
            _shorten(child, room - around)
            room = 0
        else:
            _shorten_words(child, room)
            room = 0
    return room


def _shorten_words(child: LexborNode, room: int) -> None:
    """A text up to the last space; anything else goes."""
    kept = (child.text() or "")[:room].rpartition(" ")[0] if child.is_text_node else ""
    if kept:
        child.replace_with(kept)
    else:
        child.decompose()

"""What an editor pastes, by the same rules as what is imported, with notes on what was left out or should be looked at."""

import re
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from selectolax.lexbor import LexborHTMLParser

from releases.importing import lines, texts
from releases.importing.doubts import struck_out
from releases.importing.texts import Cleaning

LONGEST = 500_000  # characters of HTML that one paste may become; a long report has a tenth of it
QUOTED = 8  # words
# The clipboard may hold a whole document around what was chosen; notes stand behind the end of it.
MARKS = re.compile(r"<!--\s*(?:Start|End)Fragment\s*-->")


@dataclass(frozen=True)
class Pasted:
    html: str
    notes: list[str]


def pasted(html: str, text: str = "", language: str = "") -> Pasted:
    """From the clipboard: its HTML, or its plain text if it has none, for a text in the given language."""
    source = MARKS.sub("", html) if html.strip() else lines.in_html(_escaped(text))
    cleaned, cleaning = texts.rich(source, language)
    shown, cut = _cut(cleaned)
    notes = [*_left_out(cleaning or Cleaning()), *_to_look_at(shown)]
    return Pasted(shown, [cut, *notes] if cut else notes)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _left_out(cleaning: Cleaning) -> list[str]:
    hidden, pictures = cleaning.hidden, cleaning.tags["img"] + cleaning.tags["v:imagedata"]
    # Word writes a mark in the text and the remark in a list at the end; either may be all there is.
    comments, deleted = max(hidden["comment"], hidden["mso-element"]), hidden["del"]
    others = hidden.total() - hidden["comment"] - hidden["mso-element"] - deleted
    said = [
        (others, ngettext("%(count)s hidden passage was left out.", "%(count)s hidden passages were left out.", others)),
        (deleted, ngettext("%(count)s deleted passage was left out.", "%(count)s deleted passages were left out.", deleted)),
        (comments, ngettext("%(count)s comment was left out.", "%(count)s comments were left out.", comments)),
        (pictures, ngettext("%(count)s picture did not come along; add it under Files.", "%(count)s pictures did not come along; add them under Files.", pictures)),
    ]  # fmt: skip
    return [sentence % {"count": count} for count, sentence in said if count]


def _to_look_at(html: str) -> list[str]:
    return [_("Struck out, please check: “%(words)s”.") % {"words": words} for words in struck_out(html)[:5]]


def _cut(html: str) -> tuple[str, str]:
    """Whole paragraphs up to the limit, and a sentence that says where the text ends."""
    if len(html) <= LONGEST:
        return html, ""
    body, kept, length = LexborHTMLParser(html).body, [], 0
    for block in body.iter(include_text=False) if body else ():
        length += len(block.html or "")
        if length > LONGEST:
            break
        kept.append(block.html or "")
    words = LexborHTMLParser(kept[-1]).text().split()[-QUOTED:] if kept else []
    last = Truncator(" ".join(words)).chars(100)
    return "\n".join(kept), _("The text was too long and ends after “%(words)s”.") % {"words": last}

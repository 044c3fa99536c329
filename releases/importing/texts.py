"""Normalises imported text: Unicode composition, spaces, HTML cleaned by the one policy, with counts of what was removed."""

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from releases.importing import lines
from releases.importing.doubts import with_strikes
from releases.importing.office import restored
from taxonomy import kept_attributes, richtext
from taxonomy.figures import PLACE
from taxonomy.hidden import without_hidden
from taxonomy.plain_markup import is_settled

# Output of word processors and old systems, with our equivalents. A page has one h1, its headline; a division that
# holds text becomes a paragraph, and one that holds paragraphs is unwrapped.
SAME_MEANING = {
    "strike": "s", "b": "strong", "i": "em", "cite": "em", "dfn": "em", "h1": "h2", "h5": "h4", "h6": "h4",
} | dict.fromkeys(
    ("address", "article", "aside", "center", "div", "figcaption", "figure", "footer", "header", "main", "pre", "section"), "p",
)  # fmt: skip
OLD_TAG = re.compile(r"(</?)(" + "|".join(SAME_MEANING) + r")(?=[\s>/])", re.IGNORECASE)
BLOCK = re.compile(r"<(?:p|ul|ol|dl|h[1-6]|blockquote|table)\b")
EMPTY_PARAGRAPH = re.compile(r"<p(?: (?:lang|dir)=\"[^\"]*\")*>(?:\s|&nbsp;|<br>)*</p>\s*")
BLANK_LINE = re.compile(r"\n\s*\n")
TAG = re.compile(r"<[^<>]*>")
INLINE_TAG = re.compile(r"</?(?:a|b|br|em|i|p|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
# Control characters, soft hyphens, zero-width characters, lone surrogates.
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
# The same, written as HTML writes them.
INVISIBLE_BY_NAME = re.compile(
    r"&(?:shy|ZeroWidthSpace|NoBreak|#0*(?:173|8203|8288|65279)|#[xX]0*(?:[aA][dD]|200[bB]|2060|[fF][eE][fF][fF]));"
)
# Windows-1252 bytes misread as characters (quotation marks, dashes, the euro), and a bullet of the Symbol font.
MISTAKEN = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)} | {0xF0B7: "•", 0xF0A7: "•"}
SUSPICIOUS = re.compile(INVISIBLE.pattern[:-1] + "\x80-\x9f\uf0b7\uf0a7]")
# Field codes of word processors and shortcodes of site generators, meaningless outside those programs.
CODE = re.compile(
    r"\{\{[<%].{0,2000}?[%>]\}\}|\{\s*(?:HYPERLINK|MERGEFIELD|PAGE|TOC|INCLUDEPICTURE)\b[^{}<>]{0,500}\}", re.DOTALL
)
# A single no-break space may be intended (« mot », 10 000); one next to another space or a tag is residue.
SPACES = re.compile(r"(?:[ \t]|&nbsp;|\xa0){2,}|(?<=>)(?:&nbsp;|\xa0)|(?:&nbsp;|\xa0)(?=<)")
WORDS = re.compile(r"(?:^|>)(?:\s|&nbsp;)*(?!&nbsp;)[^<\s]")
OPENING_TAG = re.compile(r"<([a-zA-Z][\w:.-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
ATTRIBUTE = re.compile(r"(?:^|[\s\"'])([a-zA-Z_:][\w:.-]*)\s*=")
COMMENT = re.compile(r"<!--.*?-->|<![^>]*>|<\?[^>]*>", re.DOTALL)
UNREADABLE = str.maketrans(dict.fromkeys([0, *range(0xD800, 0xE000)]))  # no database can store these
REPETITION_TOLD_BY = 100  # characters; shorter texts are not checked for repetition


@dataclass(slots=True)
class Cleaning:
    """What was removed from a text: hidden text by the way it was hidden; tags and attributes with counts; shortcodes; a second copy."""

    hidden: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)
    codes: int = 0
    stood_twice: bool = False

    def __str__(self) -> str:
        parts = [f"hidden text ({way}) ×{count}" for way, count in sorted(self.hidden.items())]
        parts += [f"{name} ×{count}" for name, count in sorted(self.tags.items())]
        parts += [f"{name}= ×{count}" for name, count in sorted(self.attributes.items())]
        parts += [f"shortcodes ×{self.codes}"] if self.codes else []
        parts += ["a duplicate of the text"] if self.stood_twice else []
        return ", ".join(parts)


def plain(text: str) -> str:
    """A single line of plain text: no tags, entities decoded, composed, single spaces, nothing invisible.

    >>> plain("<b>Roma</b> &amp; Sinti:  a &lt;study&gt;")
    'Roma & Sinti: a <study>'
    """
    if "<" in text:
        text = INLINE_TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(composed(text).split())


def composed(text: str) -> str:
    """Letters in composed form (NFC), word-processor characters replaced with what they meant, nothing invisible."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not SUSPICIOUS.search(text):
        return text
    return INVISIBLE.sub("", text.translate(MISTAKEN))


def rich(text: str, language: str = "") -> tuple[str, Cleaning | None]:
    """Rich text by the site's policy; obsolete tags become their equivalents, bare text becomes paragraphs.

    Marks that say that words are in the language of the text go. Returned with what was removed, if anything.
    """
    return (text, None) if _is_in_order(text) else put_in_order(text, language)


def put_in_order(text: str, language: str) -> tuple[str, Cleaning | None]:
    source, hidden = without_hidden(restored(composed(INVISIBLE_BY_NAME.sub("", text) if "&" in text else text)))
    if not TAG.search(source):
        source = lines.in_html(source)
    renamed = _renamed(kept_attributes.carried_over(_without_own(language, with_strikes(source))))
    without_codes, codes = CODE.subn("", renamed) if "{" in renamed else (renamed, 0)
    cleaned = richtext.settled(_kept, without_codes)
    if cleaned == source and not hidden:
        return cleaned, None
    return cleaned, _compared(renamed, cleaned, codes, hidden)


def _is_in_order(text: str) -> bool:
    """Whether nothing of all this would change anything."""
    return (
        "  " not in text
        and "{" not in text
        and is_settled(text)
        and unicodedata.is_normalized("NFC", text)
        and once(text) == text
    )


def _without_own(language: str, text: str) -> str:
    """Word processors name the language at every word; only that of words in another one says something."""
    if not language or "lang=" not in text.lower():
        return text
    own = re.compile(rf"\s(?:xml:)?lang\s*=\s*([\"']?){re.escape(language)}(?:-[\w-]+)?\1(?=[\s>/])", re.IGNORECASE)
    return TAG.sub(lambda found: own.sub("", found[0]), text)


def _renamed(text: str) -> str:
    """But the places of pictures, which are ours."""
    if "data-file" in text:
        parts = re.split(f"({PLACE.pattern.replace('(', '(?:')})", text)
        return "".join(part if at % 2 else _renamed(part.replace("data-file", "")) for at, part in enumerate(parts))
    return OLD_TAG.sub(lambda found: found[1] + SAME_MEANING[found[2].lower()], text)


def _kept(text: str) -> str:
    """One round of cleaning and spacing."""
    without_codes = CODE.sub("", text) if "{" in text else text
    cleaned = EMPTY_PARAGRAPH.sub("", richtext.clean(without_codes)).strip()
    cleaned = once(_spaced(cleaned))
    if not WORDS.search(cleaned):
        return ""
    if not BLOCK.search(cleaned):
        return "\n".join(f"<p>{paragraph.strip()}</p>" for paragraph in BLANK_LINE.split(cleaned))
    return cleaned


def _spaced(text: str) -> str:
    return SPACES.sub(" ", text) if "  " in text or "&nbsp;" in text or "\xa0" in text else text


def once(text: str) -> str:
    """The text without its second copy."""
    beginning = text[:REPETITION_TOLD_BY]
    middle = text.find(beginning, REPETITION_TOLD_BY) if len(beginning) == REPETITION_TOLD_BY else -1
    if middle > 0 and text[:middle].split() == text[middle:].split():
        return text[:middle].strip()
    return text


def _compared(source: str, cleaned: str, codes: int, hidden: Counter[str]) -> Cleaning | None:
    """Counts of what the source has and the cleaned text lacks; None if only spaces and entities changed."""
    cleaning = Cleaning(codes=codes, hidden=hidden)
    comments = len(COMMENT.findall(source))
    tags, attributes = _counted(COMMENT.sub("", source))
    kept_tags, kept_attributes = _counted(cleaned)
    # Cleaning may split wrongly nested tags, so only tags whose number decreased count as removed.
    cleaning.tags = tags - kept_tags + Counter({"comment": comments} if comments else {})
    cleaning.attributes = attributes - kept_attributes
    length = len("".join(source.split()))
    cleaning.stood_twice = length > 2 * REPETITION_TOLD_BY and _stands_twice(source, cleaned)
    cleaning.tags = Counter() if cleaning.stood_twice else cleaning.tags
    found = hidden or cleaning.tags or cleaning.attributes or cleaning.codes or cleaning.stood_twice
    return cleaning if found else None


def _stands_twice(source: str, cleaned: str) -> bool:
    words = TAG.sub("", source).split()
    return len(words) == 2 * len(TAG.sub("", cleaned).split()) and words[: len(words) // 2] == words[len(words) // 2 :]


def _counted(text: str) -> tuple[Counter[str], Counter[str]]:
    tags: Counter[str] = Counter()
    attributes: Counter[str] = Counter()
    for name, inside in OPENING_TAG.findall(text):
        tags[name.lower()] += 1
        if "=" in inside:
            attributes.update(attribute.lower() for attribute in ATTRIBUTE.findall(inside))
    return tags, attributes

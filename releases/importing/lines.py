"""Lines and tags as people meant them: text without tags has its paragraphs and lines kept, HTML that was escaped twice is read once more."""

import html
import re
from html.entities import html5

BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
BLOCK = re.compile(r"<(?:p|div|ul|ol|dl|table|blockquote|h[1-6]|pre|hr|figure|section|article)\b", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
ESCAPED_BLOCK = re.compile(
    r"&lt;/(?:p|div|ul|ol|li|table|h[1-6]|blockquote|b|strong|i|em|a|span)\s*&gt;|&lt;br\s*/?&gt;", re.IGNORECASE
)
ESCAPED_CHARACTER = re.compile(r"&amp;(?=(?:[a-zA-Z]{2,8}[0-9]{0,2}|#[0-9]{1,6}|#x[0-9a-fA-F]{1,5});)")
# Lines of letters and e-mails that a program broke: nearly as long as each other, and none longer than a typewriter's.
LONGEST_BROKEN, SHORTEST_BROKEN = 90, 50
PARTED = re.compile(r"[^\W\d_]{2}-$")
# After a hyphen that belongs there: “Ein- und Ausfuhr”, “pre- and post-war”.
JOINING = frozenset({"und", "oder", "bzw.", "and", "or", "et", "ou", "e", "ed", "o", "y", "и", "или"})


def read_once_more(text: str) -> str:
    """HTML of which every tag was escaped, or characters in it; anything else as it stands.

    >>> read_once_more("&lt;p&gt;One &amp;amp; two&lt;/p&gt;"), read_once_more("<p>a &lt;/b&gt; and &amp;nbsp;c</p>")
    ('<p>One &amp; two</p>', '<p>a &lt;/b&gt; and &nbsp;c</p>')
    """
    if "&" not in text:
        return text
    if not TAG.search(text) and ESCAPED_BLOCK.search(text):
        return html.unescape(text)
    return ESCAPED_CHARACTER.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    """The ampersand of a name that HTML knows; “&amp;amp;” in “AT&amp;amp;T” is one, “&amp;copyleft;” is none."""
    name = found.string[found.end() :].partition(";")[0]
    return "&" if name.startswith("#") or f"{name};" in html5 else found[0]


def in_html(text: str) -> str:
    """Paragraphs for what blank lines part, breaks for single ones, unless a program had broken the lines."""
    text = text.strip()
    if "\n" not in text:
        return text
    return "\n".join(f"<p>{_with_breaks(part)}</p>" for part in BLANK_LINE.split(text))


def _with_breaks(paragraph: str) -> str:
    lines = [line.strip() for line in paragraph.strip().splitlines()]
    return _joined(lines) if _is_broken(lines) else "<br>".join(lines)


def _joined(lines: list[str]) -> str:
    """One line; a word that was parted at the end of a line, as in the columns of a PDF, is whole again.

    >>> _joined(["The Perma-", "nent Council of Ein-", "und Ausfuhr"])
    'The Permanent Council of Ein- und Ausfuhr'
    """
    joined = lines[0]
    for line in lines[1:]:
        parted = PARTED.search(joined) and line[:1].islower() and line.split()[0] not in JOINING
        joined = joined[:-1] + line if parted else f"{joined} {line}"
    return joined


ENDING = re.compile(r"[.!?…:][”»“\"')\]]*$")
SHORT = 0.85  # of the longest line


def with_ends_of_paragraphs(text: str) -> str:
    """Text of a PDF, with a blank line after each line that ends a sentence and stops short of the others.

    >>> with_ends_of_paragraphs(f"{'word ' * 12}and\\nall of it.\\n{'more ' * 12}and").count("\\n\\n")
    1
    """
    lines = text.strip().splitlines()
    longest = max(map(len, lines), default=0)
    if BLANK_LINE.search(text) or not SHORTEST_BROKEN <= longest <= LONGEST_BROKEN:
        return text
    return "\n".join(
        f"{line}\n" if ENDING.search(line.strip()) and len(line) < SHORT * longest else line for line in lines
    )


def _is_broken(lines: list[str]) -> bool:
    *before, last = [len(line) for line in lines]
    return bool(before) and min(before) >= SHORTEST_BROKEN and max(*before, last) <= LONGEST_BROKEN


def with_paragraphs(text: str) -> str:
    """HTML in which blank lines part paragraphs and single ones break lines, as in the editor of WordPress before 2018."""
    parts = [part.strip() for part in BLANK_LINE.split(text) if part.strip()]
    if len(parts) < 2 and ("\n" not in text.strip() or BLOCK.search(text)):
        return text
    return "\n".join(
        part if BLOCK.match(part) or part.startswith("</") else f"<p>{_broken(part)}</p>" for part in parts
    )


def _broken(part: str) -> str:
    return re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n", "<br>\n", part) if not BLOCK.search(part) else part

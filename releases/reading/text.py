"""Rich text as plain text: paragraphs apart, points of lists with a dash."""

import re
from html import unescape

BLOCK_END = re.compile(r"</(?:p|h\d|blockquote|ul|ol|table|tr)>|<hr[^>]*>")
POINT = re.compile(r"<li[^>]*>")
LINE = re.compile(r"<br[^>]*>|</li>")
CELL_END = re.compile(r"</t[dh]>")
TAG = re.compile(r"<[^>]+>")
LINK = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', re.S)


def plain_text(html: str) -> str:
    """Of clean rich text; an empty line between paragraphs, none at the end.

    >>> plain_text("<p>It met\\nin <em>Vienna</em>.</p><ul><li>One</li><li>Two &amp; three</li></ul>")
    'It met in Vienna.\\n\\n– One\\n– Two & three'
    """
    text = html.replace("\n", " ")
    text = CELL_END.sub(" ", BLOCK_END.sub("\n\n", LINE.sub("\n", POINT.sub("– ", text))))
    lines = [" ".join(line.split()) for line in unescape(TAG.sub("", text)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def with_addresses(html: str, site: str) -> str:
    """Plain text in which each link is followed by its whole address in angle brackets, as in letters."""

    def written(found: re.Match[str]) -> str:
        address = site + found[1] if found[1].startswith("/") else found[1]
        return found[2] if TAG.sub("", found[2]) == address else f"{found[2]} &lt;{address}&gt;"

    return plain_text(LINK.sub(written, html))

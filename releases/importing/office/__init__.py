"""Gives HTML that office programs wrote back what it meant: lists, notes, headings, emphasis, rows of headings.

Word, Outlook, Google Docs, Word for the web, LibreOffice and Pages write lists as paragraphs, headings as styles and bold as a
weight, which the cleaning would drop. Nothing is removed here but the marks that stand for a structure; what was hidden, deleted
or remarked goes with `taxonomy.hidden`.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from releases.importing.office.emphasis import give_emphasis
from releases.importing.office.footnotes import lead_to_notes
from releases.importing.office.headings import give_headings
from releases.importing.office.lists import give_lists
from releases.importing.office.tables import give_heading_cells
from taxonomy.plain_markup import is_plain

# What no page has that was written for the web.
TRACES = re.compile(
    r"mso-|\bMso[A-Z]|docs-internal-guid|ListContainerWrapper|<o:p>|Cocoa HTML Writer|doc-content|Apple-converted|sdfootnote|LibreOffice",
)
# Signs of the end of a paragraph and of what was chosen, which are no text.
SIGNS = "span.EOP, br.Apple-interchange-newline"
BEFORE_END = re.compile(
    r"(?:\s|&nbsp;|<span class=\"Apple-converted-space\">(?:\s|&nbsp;)*</span>)+(</(?:p|h[1-6]|li|td|th)>)"
)


def restored(html: str) -> str:
    """The HTML with structures in place of their looks; unchanged if no office program wrote it."""
    if is_plain(html) or not TRACES.search(html):
        return html
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return html
    for node in tree.css(SIGNS):
        node.decompose()
    for mend in (give_emphasis, give_headings, give_lists, lead_to_notes, give_heading_cells):
        mend(tree)
    return _sheets(tree) + BEFORE_END.sub(r"\1", tree.body.inner_html or "")


def _sheets(tree: LexborHTMLParser) -> str:
    """Style sheets stay until hidden text is removed, since they may be what hides it."""
    sheets = tree.head.css("style") if tree.head else []
    return "".join(sheet.html or "" for sheet in sheets)

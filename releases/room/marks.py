"""Lines in a text that say whose copy it is: after every paragraph, so that whoever copies more than one copies the mark too.

They are there to be seen. Whoever deletes them, retypes the text, or quotes one sentence leaves no trace.
"""

import re
from html import escape

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
VOID = {"br", "hr", "img", "wbr", "col"}


def marked(html: str, mark: str) -> str:
    """Clean HTML with the mark after every paragraph that stands for itself, not in a list, table or quotation.

    >>> marked("<p>One</p><ul><li><p>Two</p></li></ul><p>Three<br></p>", "M & N")
    '<p>One</p><p class="mark">M &amp; N</p><ul><li><p>Two</p></li></ul><p>Three<br></p><p class="mark">M &amp; N</p>'
    """
    line = f'<p class="mark">{escape(mark)}</p>'
    written, depth, end = [], 0, 0
    for tag in TAG.finditer(html):
        closing, name = tag[1], tag[2]
        if name in VOID:
            continue
        depth += -1 if closing else 1
        if closing and name == "p" and depth == 0:
            written += [html[end : tag.end()], line]
            end = tag.end()
    return "".join([*written, html[end:]])

"""The element by which a text shows a picture among its files: `<figure data-file="…"></figure>`, with the beginning of the file's
SHA-256. It is empty, since what is to be said of the picture is kept with the file.
"""

import re

from selectolax.lexbor import LexborHTMLParser

KEY = re.compile(r"[0-9a-f]{32}")
PLACE = re.compile(r'<figure data-file="([0-9a-f]{32})"></figure>')
OPENING = re.compile(r"<figure\b[^<>]*>")


def place(key: str) -> str:
    """
    >>> PLACE.fullmatch(place("0" * 32))[1] == "0" * 32
    True
    """
    return f'<figure data-file="{key}"></figure>'


def placed(html: str, key: str, after: int | None) -> str:
    """The picture after so many blocks of the text, at its beginning (0), or nowhere (None); it stands nowhere else.

    >>> placed("<p>One</p><p>Two</p>", "0" * 32, 1) == "<p>One</p>" + place("0" * 32) + "<p>Two</p>"
    True
    """
    parts = [part for part in blocks(html) if part != place(key)]
    if after is not None:
        parts.insert(after, place(key))
    return "".join(parts)


def blocks(html: str) -> list[str]:
    """The paragraphs, lists, tables and pictures that a text consists of, each as clean HTML."""
    tree = LexborHTMLParser(html)
    nodes = tree.body.iter(include_text=True) if tree.body else ()
    return [block for node in nodes if (block := node.html or "").strip()]


def emptied(html: str) -> str:
    """Clean HTML whose figures are places: words in one move behind it, and one that names no file is unwrapped.

    >>> emptied("<figure><p>A caption</p></figure>")
    '<p>A caption</p>'
    """
    if "<figure" not in html or len(OPENING.findall(html)) == len(PLACE.findall(html)):
        return html
    tree = LexborHTMLParser(html)
    for node in tree.css("figure"):
        key = node.attributes.get("data-file")
        if key:
            empty = LexborHTMLParser(place(key)).css_first("figure")
            if empty is not None:
                node.insert_before(empty)
        if node.child is None:
            node.decompose()
        else:
            node.unwrap()
    return (tree.body.inner_html or "") if tree.body else html

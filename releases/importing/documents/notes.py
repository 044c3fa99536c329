"""Footnotes and endnotes: a mark that leads down to the note, which leads back up, in one form for every program."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

# As mammoth writes them: a list at the end, with an arrow back in each note.
NOTES = "li[id^='footnote-'], li[id^='endnote-']"
MARKS = "sup > a[href^='#footnote-'], sup > a[href^='#endnote-']"


def mark(number: int) -> str:
    return f'<sup><a id="mark{number}" href="#note{number}">{number}</a></sup>'


def note(number: int, words: str) -> str:
    return f'<p><a id="note{number}" href="#mark{number}">{number}</a> {words.strip()}</p>'


def in_our_form(html: str) -> str:
    """The HTML of mammoth with notes below a rule, by the numbers of their marks."""
    if "footnote-" not in html and "endnote-" not in html:
        return html
    tree = LexborHTMLParser(html)
    notes = tree.css(NOTES)
    numbers = {one.attributes["id"]: number for number, one in enumerate(notes, start=1)}
    for link in tree.css(MARKS):
        number = numbers.get((link.attributes["href"] or "")[1:])
        if number and link.parent is not None:
            link.parent.replace_with(_node(mark(number)))
    written = [_written(number, one) for number, one in enumerate(notes, start=1)]
    for around in {one.parent.mem_id: one.parent for one in notes if one.parent is not None}.values():
        around.decompose()
    below = f"<hr>{''.join(written)}" if written else ""
    return (tree.body.inner_html or "" if tree.body else "") + below


def _written(number: int, one: LexborNode) -> str:
    for back in one.css("a[href^='#footnote-ref-'], a[href^='#endnote-ref-']"):
        back.decompose()
    first, *more = one.css("p") or [one]
    return note(number, first.inner_html or "") + "".join(paragraph.html or "" for paragraph in more)


def _node(html: str) -> LexborNode:
    body = LexborHTMLParser(html).body
    node = body.first_child if body else None
    if node is None:
        raise ValueError("no element")
    return node

"""The one policy for rich text: what the editor offers is what is kept on saving, on import and on display.

`EXTENSIONS` declares it; both the editor's buttons and the server-side sanitiser are derived from it. Sanitised text is
safe in any page, and sanitising it again changes nothing.
"""

from collections.abc import Callable

from django_prose_editor.fields import create_sanitizer

from taxonomy.hidden import without_hidden

EXTENSIONS: dict[str, bool | dict[str, object]] = {
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Heading": {"levels": [2, 3, 4]},  # a page has one h1, its headline
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"protocols": ["http", "https", "mailto", "tel"], "enableTarget": False},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "HardBreak": True,
    "Superscript": True,
    "Subscript": True,
    "HorizontalRule": True,
    "History": True,
}

MOST_ROUNDS = 10

_sanitize = create_sanitizer(EXTENSIONS)


def clean(html: str) -> str:
    """The HTML without anything that the policy does not allow.

    Text is kept, unless it was hidden; scripts are not.
    """
    return settled(_cleaned, html.replace("\x00", ""))


def settled(change: Callable[[str], str], text: str) -> str:
    """Apply the change until it has no further effect: wrongly nested HTML may be parsed differently a second time."""
    for _ in range(MOST_ROUNDS):
        before, text = text, change(text)
        if text == before:
            break
    return text


def _cleaned(html: str) -> str:
    seen, _ways = without_hidden(html)
    cleaned: str = _sanitize(seen)
    return cleaned.strip()

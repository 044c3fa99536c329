"""The one policy for rich text: what the editor offers is what is kept on saving, on import and on display.

`EXTENSIONS` declares it; the editor's buttons and the cleaning on the server are both made from it. A cleaned text is
inert in any page and cleaning it again changes nothing.
"""

from django_prose_editor.fields import create_sanitizer

EXTENSIONS: dict[str, bool | dict[str, object]] = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3, 4]},  # a page has one h1, and it is the headline
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

_sanitize = create_sanitizer(EXTENSIONS)


def clean(html: str) -> str:
    """Return the HTML with everything taken away that the policy does not name; text is kept, scripts are not."""
    cleaned: str = _sanitize(html.replace("\x00", ""))
    return cleaned.strip()

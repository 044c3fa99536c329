"""The one policy for rich text: what the editor offers is what is kept on saving, on import and on display.

`EXTENSIONS` declares it; both the editor's buttons and the server-side sanitiser are derived from it. Sanitised text is
safe in any page, and sanitising it again changes nothing.
"""

from typing import Any

from django_prose_editor.fields import create_sanitizer

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
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

_sanitize = create_sanitizer(EXTENSIONS)


def clean(html: str) -> str:
    """The HTML without anything that the policy does not allow; text is kept, scripts are not."""
    return _sanitize(html.replace("\x00", "")).strip()

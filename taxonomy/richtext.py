"""The one policy for rich text: what the editor offers is what is kept on saving, on import and on display.

`EXTENSIONS` declares it; both the editor's buttons and the server-side sanitiser are derived from it. Sanitised text is
safe in any page, and sanitising it again changes nothing.
"""

import re
from collections.abc import Callable

import nh3
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import allowlist_from_extensions, expand_extensions

from taxonomy import chart_kinds, figures, kept_attributes
from taxonomy.hidden import without_hidden
from taxonomy.plain_markup import is_settled

EXTENSIONS: dict[str, bool | dict[str, object | Promise]] = {
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
    # Ours: newsroom_admin/*.mjs, and osce_cms/rich_text.py.
    "DefinitionList": True,
    "KeptAttributes": True,
    "Charts": {"labels": dict(chart_kinds.LABELS)},
    "PictureInText": {"title": _("Picture")},
    "HiddenPaste": {"message": _("Hidden text was left out of what you pasted. Passages: %s.")},
    "FindAndReplace": True,
    "Passages": True,
    "History": True,
}

MOST_ROUNDS = 10
EMPTY = re.compile(r"\s*<(\w+)></\1>\s*")  # what the editor makes of nothing


def _cleaner() -> nh3.Cleaner:
    allowed = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    for tag in allowed["tags"]:
        allowed["attributes"].setdefault(tag, set()).update(kept_attributes.KEPT)
    allowed["attributes"]["table"].add(chart_kinds.ATTRIBUTE)
    return nh3.Cleaner(**allowed, attribute_filter=kept_attributes.keep)


_sanitize = _cleaner().clean


def clean(html: str) -> str:
    """The HTML without anything that the policy does not allow.

    Text is kept, unless it was hidden; scripts are not.
    """
    return html if is_settled(html) else thoroughly(html)


def thoroughly(html: str) -> str:
    return settled(_cleaned, html.replace("\x00", ""))


def settled(change: Callable[[str], str], text: str) -> str:
    """Apply the change until it has no further effect: wrongly nested HTML may be parsed differently a second time."""
    for _round in range(MOST_ROUNDS):
        before, text = text, change(text)
        if text == before:
            break
    return text


def _cleaned(html: str) -> str:
    seen, _ways = without_hidden(html)
    cleaned: str = figures.emptied(_sanitize(kept_attributes.carried_over(seen)))
    return "" if EMPTY.fullmatch(cleaned) else cleaned.strip()

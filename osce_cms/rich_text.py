"""What our rich text has beside what the editor brings: the script teaches the editor, the tags are kept on cleaning."""

from django_prose_editor.config import html_tags
from js_asset import static_lazy

EXTENSIONS = [
    {
        "js": [static_lazy("newsroom_admin/rich_text.mjs")],
        "extensions": {
            "DefinitionList": html_tags(["dl", "dt", "dd"]),
            "KeptAttributes": html_tags(["span"]),
            "Charts": html_tags([]),
            "PictureInText": html_tags(["figure"], {"figure": ["data-file"]}),
            "HiddenPaste": html_tags([]),
        },
    },
    {"js": [static_lazy("newsroom_admin/find.mjs")], "extensions": {"FindAndReplace": html_tags([])}},
    {"js": [static_lazy("newsroom_admin/passages.mjs")], "extensions": {"Passages": html_tags([])}},
]

"""Elements of SVG as text. Lengths along a chart are shares of its width, so that words keep their size on every screen.

The look stands in attributes, since the policy of our pages allows no styles within them; colours are the page's own.
"""

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

FONT = 14  # pixels
LETTER = 0.58  # of the size of the font; about the width of one
NARROWEST = 270  # pixels that a chart has on the smallest screens
LINE = 18  # pixels between two lines of words


def element(tag: str, *children: str, **attributes: object) -> SafeString:
    """An underscore in the name of an attribute stands for a hyphen; what is None is left out.

    >>> element("text", "a < b", x=1, text_anchor="end")
    '<text x="1" text-anchor="end">a &lt; b</text>'
    """
    given = [(name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items() if value is not None]
    return format_html(
        "<{}{}>{}</{}>",
        mark_safe(tag),  # noqa: S308  # our own
        format_html_join("", ' {}="{}"', given),
        joined(children),
        mark_safe(tag),  # noqa: S308
    )


def joined(parts: tuple[str, ...] | list[str]) -> SafeString:
    return mark_safe("".join(conditional_escape(part) for part in parts))  # noqa: S308  # each is escaped, or was made by `element`


def words(text: str, x: object, y: object, **attributes: object) -> SafeString:
    return element("text", text, x=x, y=y, fill="currentColor", font_size=FONT, **attributes)


def room_for(text: str) -> int:
    """Per cent of the narrowest chart that the words take."""
    return -int(-100 * (len(text) * FONT * LETTER + 10) // NARROWEST)


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"

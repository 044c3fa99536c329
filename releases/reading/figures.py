"""The places of pictures in a text. A text holds no address of a picture and no word about it: only which file of the edition stands
there, so that the picture is public with the edition and described in one place.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.utils.safestring import SafeString, mark_safe

from taxonomy.figures import PLACE

T = TypeVar("T")


def keys_in(body: str) -> list[str]:
    """Of the pictures that the text shows, in order."""
    return [found[1] for found in PLACE.finditer(body)] if "data-file" in body else []


def filled_in(html: str, pictures: Mapping[str, T], shown: Callable[[T], str]) -> SafeString:
    """Clean rich text with each picture as `shown` makes it; nothing in the place of one that the edition does not carry."""
    if "data-file" in html:
        html = PLACE.sub(lambda found: shown(pictures[found[1]]) if found[1] in pictures else "", html)
    return mark_safe(html)  # noqa: S308  # clean, and so is what is filled in

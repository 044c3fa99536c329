"""Finds and blackens words in texts of every kind: plain, HTML, addresses, nested JSON. Imports no model."""

import re
from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import quote

from releases.language.slugs import slug_for

MARK = "█████"  # always of one length: that of the words would tell something
BETWEEN = r"(?:[\s\u00a0\u00ad_+-]|&nbsp;|&#160;|%20)+"
WITHIN = r"(?:\u00ad|&shy;|\u200b|\u2060)*"


class Words:
    """The words of one erasure, ready to be looked for in any spelling in which they may be stored."""

    def __init__(self, words: Iterable[str]) -> None:
        spellings = {
            form
            for word in words
            for form in (word, escape(word), slug_for(word), quote(word), quote(slug_for(word)))
            if form.strip("-")
        }
        parts = sorted((_pattern(form) for form in spellings), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)

    def are_in(self, value: Any) -> bool:
        return bool(self.count(value))

    def count(self, value: Any) -> int:
        if isinstance(value, str):
            return sum(1 for _ in self._pattern.finditer(value))
        if isinstance(value, dict):
            return sum(self.count(part) for pair in value.items() for part in pair)
        return sum(self.count(part) for part in value) if isinstance(value, list | tuple) else 0

    def erased(self, value: Any) -> Any:
        """The same value without the words."""
        if isinstance(value, str):
            return self._pattern.sub(MARK, value)
        if isinstance(value, dict):
            return {self.erased(key): self.erased(part) for key, part in value.items()}
        return [self.erased(part) for part in value] if isinstance(value, list | tuple) else value


def _pattern(form: str) -> str:
    """Any white space between words, and whatever does not show within them.

    >>> bool(re.search(_pattern("Jo Doe"), "Jo\\u00a0D\\u00adoe"))
    True
    """
    return BETWEEN.join(WITHIN.join(map(re.escape, part)) for part in re.split(r"[\s\u00a0-]+", form) if part)

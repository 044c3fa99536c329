"""What search knows of languages, from the file beside this one. Makes no queries."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from taxonomy.folding import fold

KNOWN: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@dataclass(frozen=True)
class Language:
    stemmer: str
    stop_words: frozenset[str]
    compounds: bool
    instead: dict[str, str]
    respelled: tuple[tuple[re.Pattern[str], str], ...]
    endings: dict[str, Any]


@lru_cache
def language_of(code: str) -> Language:
    """Of a region that of its language; `stemmer` is empty if nothing is known of it."""
    known = KNOWN.get(code.split("-")[0], {})
    return Language(
        known.get("stemmer", ""),
        frozenset(known.get("stop_words", "").split()),
        known.get("compounds", False),
        known.get("instead", {}),
        tuple((re.compile(ending), other) for ending, other in known.get("respelled", ())),
        known.get("endings", {"consonant": "", "vowels": "", "remaining": 0}),
    )


def told_by_words(text: str) -> str:
    """The language of the site whose stop words occur most often; the first one if none does.

    >>> told_by_words("Der Rat trat am Montag in Wien zusammen."), told_by_words("Совет собрался и обсудил отчет."), told_by_words("")
    ('de', 'ru', 'en')
    """
    words = fold(text).split()
    codes = [code for code, _name in settings.LANGUAGES]
    return max(codes, key=lambda code: sum(word.strip(".,;:") in language_of(code).stop_words for word in words))

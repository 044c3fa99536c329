"""What search knows of languages, from the file beside this one. Makes no queries."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

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

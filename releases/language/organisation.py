"""What the organisation calls itself in each language of the site, from the folder that the setting ORGANISATION names.

The folder holds `organisation.toml` with the names, and `static/` with `icon.svg` and `favicon.ico`.
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

ENGLISH = "en"
ICONS = ("icon.svg", "favicon.ico")


@dataclass(frozen=True)
class Organisation:
    """In one language; `organisation.toml` explains each field."""

    name: str
    short_name: str
    newsroom: str
    releases: str
    seat: str


def organisation(language: str | None = None) -> Organisation:
    """In the given language, by default the active one; in English where the organisation has no names in it."""
    names: dict[str, Organisation] = settings.ORGANISATION
    return names.get(language or get_language() or ENGLISH) or names[ENGLISH]


def read(folder: Path) -> dict[str, Organisation]:
    """By language. Raises ValueError if something is missing, empty or unknown."""
    for icon in ICONS:
        if not (folder / "static" / icon).is_file():
            raise ValueError(f"there is no static/{icon}")
    try:
        tables = tomllib.loads((folder / "organisation.toml").read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError("there is no organisation.toml") from error
    if ENGLISH not in tables:
        raise ValueError("there are no English names")
    return {language: _named(table) for language, table in tables.items()}


def _named(table: object) -> Organisation:
    expected = {field.name for field in fields(Organisation)}
    if not isinstance(table, dict) or set(table) != expected:
        raise ValueError(f"expected exactly {', '.join(sorted(expected))}")
    if not all(isinstance(text, str) and text.strip() for text in table.values()):
        raise ValueError("each name is a text")
    return Organisation(**table)

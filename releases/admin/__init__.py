"""The newsroom. Importing these modules registers their admin classes."""

from releases.admin import (
    departments,
    editions,
    erasures,
    imports,
    journalists,
    people,
    read_only,
    releases,
    standard_texts,
)

__all__ = [
    "departments",
    "editions",
    "erasures",
    "imports",
    "journalists",
    "people",
    "read_only",
    "releases",
    "standard_texts",
]

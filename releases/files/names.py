"""File names that are readable in any script, and harmless in a page, a header, a path and a spreadsheet."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 100
UNSAFE = re.compile(r"[^\w.()-]+")
REPEATED = re.compile(r"([-._])[-._]+")


def extension_of(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def inert(name: str, extension: str) -> str:
    """The name without folders, controls, spaces and signs, ending in the extension.

    >>> inert("C:\\\\Fotos\\\\Вена 2004 <1>.JPEG", ".jpg")
    'Вена-2004-1.jpg'
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    stem = base.rpartition(".")[0] or base
    composed = unicodedata.normalize("NFC", stem)
    plain = REPEATED.sub(r"\1", UNSAFE.sub("-", composed)).strip("-._")
    return (plain[:LONGEST].rstrip("-._") or "file") + extension

"""A document as its reader gives it, whichever program wrote it."""

import hashlib
import zipfile
from collections import Counter
from dataclasses import dataclass, field

from releases.files.kinds import part_of
from releases.models.files import KEY

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE  # of the file
LARGEST_PART = 30 * MEGABYTE  # of one part, unpacked
LARGEST_TOGETHER = 100 * MEGABYTE  # of all parts


class DocumentRefused(Exception):  # an expected outcome
    """The file is no document that can be read; its sentence is for the editor."""


@dataclass(frozen=True)
class Embedded:
    """A picture in the document."""

    name: str
    content: bytes
    alternative_text: str = ""

    @property
    def key(self) -> str:
        """By which the text says where it stands, until the picture is a file of the edition."""
        return hashlib.sha256(self.content).hexdigest()[:KEY]

    @property
    def mark(self) -> str:
        return f'<img data-file="{self.key}">'


@dataclass
class Source:
    html: str
    title: str = ""  # of the style for titles; the headings are in the HTML
    around: list[str] = field(default_factory=list)  # what stands at the top or foot of each page
    left_out: Counter[str] = field(default_factory=Counter)  # hidden, deleted, comments
    pictures: list[Embedded] = field(default_factory=list)


def parts_of(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """All parts, unpacked. Raises DocumentRefused before there is more than memory should hold."""
    parts: dict[str, bytes] = {}
    left = LARGEST_TOGETHER
    for part in archive.infolist():
        most = min(LARGEST_PART, left)
        parts[part.filename] = content = part_of(archive, part, most + 1)
        if len(content) > most:
            raise DocumentRefused("too large")
        left -= len(content)
    return parts

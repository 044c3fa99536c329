"""The accepted kinds of files. The bytes decide, never the name or the type a browser claims; anything else is refused.

SVG and HTML are excluded on purpose, since they can run scripts.
"""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
MOST_PARTS = 5000  # of an office file, which is a ZIP archive
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
END_OF_ZIP = struct.Struct("<4s4H2LH")


@dataclass(frozen=True)
class Kind:
    """`extensions`: the first replaces an extension that does not match."""

    media_type: str
    extensions: tuple[str, ...]
    label: str
    limit: int = 25 * MEGABYTE

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
KINDS = {
    kind.media_type: kind
    for kind in (
        Kind("application/pdf", (".pdf",), "PDF"),
        Kind("image/jpeg", (".jpg", ".jpeg"), "JPEG", 20 * MEGABYTE),
        Kind("image/png", (".png",), "PNG", 20 * MEGABYTE),
        Kind("image/webp", (".webp",), "WebP", 20 * MEGABYTE),
        Kind(f"{OOXML}wordprocessingml.document", (".docx",), "Word"),
        Kind(f"{OOXML}spreadsheetml.sheet", (".xlsx",), "Excel"),
        Kind(f"{OOXML}presentationml.presentation", (".pptx",), "PowerPoint"),
        Kind(f"{ODF}text", (".odt",), "OpenDocument"),
        Kind(f"{ODF}spreadsheet", (".ods",), "OpenDocument"),
        Kind(f"{ODF}presentation", (".odp",), "OpenDocument"),
        Kind("text/csv", (".csv",), "CSV"),
        Kind("text/plain", (".txt",), "TXT"),
    )
}
EXTENSIONS = {extension: kind for kind in KINDS.values() for extension in kind.extensions}
LARGEST = max(kind.limit for kind in KINDS.values())

# The ZIP member that identifies each office format.
MAIN_PARTS = {
    "word/document.xml": f"{OOXML}wordprocessingml.document",
    "xl/workbook.xml": f"{OOXML}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OOXML}presentationml.presentation",
}


def label_of(media_type: str) -> str:
    """A type's name for readers, such as PDF."""
    return KINDS[media_type].label if media_type in KINDS else media_type


def kind_of(content: bytes, extension: str) -> Kind | None:
    """The kind that the bytes show; the extension only separates what bytes cannot, such as CSV from other text."""
    if content.startswith(b"%PDF-"):
        return KINDS["application/pdf"]
    if content.startswith(b"\xff\xd8\xff"):
        return KINDS["image/jpeg"]
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return KINDS["image/png"]
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return KINDS["image/webp"]
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if _is_text(content):
        return KINDS["text/csv" if extension == ".csv" else "text/plain"]
    return None


def _is_text(content: bytes) -> bool:
    """UTF-8 without control characters, and no markup that a browser might execute."""
    start = content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start or start.startswith(b"<") or CONTROL.search(content):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _office(content: bytes) -> Kind | None:
    archive = opened(content)
    if archive is None:
        return None
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return next((KINDS[media_type] for part, media_type in MAIN_PARTS.items() if part in names), None)
    if archive.namelist()[:1] == ["mimetype"]:
        return KINDS.get(part_of(archive, archive.infolist()[0], 100).decode("ascii", "replace").strip())
    return None


def opened(content: bytes) -> zipfile.ZipFile | None:
    """The ZIP archive, if its directory is short enough to be read; unpacks nothing."""
    position = content.rfind(b"PK\x05\x06", -65_557)
    if position < 0 or len(content) - position < END_OF_ZIP.size:
        return None
    _, _, _, _, parts, size, _, _ = END_OF_ZIP.unpack_from(content, position)
    if parts > MOST_PARTS or size > MEGABYTE:
        return None
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None


def part_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """At most `most` bytes of a member, whatever the directory claims about its size; empty if it is damaged."""
    try:
        with archive.open(part) as file:
            return file.read(most)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return b""

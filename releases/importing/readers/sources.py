"""Opens what a path names: a file, a folder, an archive, compressed or not, or standard input. Nothing is unpacked to disk."""

import bz2
import gzip
import io
import lzma
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

SAMPLE = 65_536  # bytes examined to detect a format
LARGEST = 20_000_000  # bytes of a file that must be read whole: a page, a feed
LARGEST_ARCHIVED = 2_000_000_000  # bytes of one file in an archive, unpacked
MOST_IN_ARCHIVE = 1_000_000
DENSEST = 1_000  # highest compression ratio of a file in an archive
COMPRESSED: tuple[tuple[bytes, Callable[[Any], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"\xfd7zXZ\x00", lzma.open),
    (b"BZh", bz2.open),
)
CHANGED = "It changed while it was read, so that what was read of it may be incomplete. Import it again."
HIDDEN = re.compile(r"(?:^|/)\.[^./][^/]*$")
ARCHIVE = b"PK\x03\x04"


class CannotBeReadError(Exception):
    """The file cannot be read; the message says why."""


@dataclass
class Opened:
    """One file to read, or the reason why it cannot be. `group` is the folder or archive it belongs to."""

    name: str
    content: IO[bytes] = field(default_factory=io.BytesIO)
    refusal: str = ""
    group: str = ""


def opened(path: Path) -> Iterator[Opened]:
    if str(path) == "-":
        yield from stream(_buffered(sys.stdin.buffer), "-", "")
    elif path.is_dir():
        yield from _folder(path)
    elif path.exists() and not path.is_file():
        yield Opened(str(path), refusal="It is neither a file nor a folder.")
    else:
        yield from _file(path, "")


def _folder(path: Path) -> Iterator[Opened]:
    found = False
    for inside in sorted(path.iterdir()):
        if inside.name.startswith("."):
            continue
        found = True
        if inside.is_symlink() and inside.is_dir():  # it may point back here
            yield Opened(str(inside), refusal="It is a link to a folder; name the folder itself.")
        elif inside.is_dir():
            yield from _folder(inside)
        elif not inside.is_file():
            yield Opened(str(inside), refusal="It is neither a file nor a folder.")
        else:
            yield from _file(inside, str(path))
    if not found:
        yield Opened(str(path), refusal="It is empty.")


def _file(path: Path, group: str) -> Iterator[Opened]:
    try:
        file = path.open("rb", buffering=SAMPLE)
    except OSError as error:
        yield Opened(str(path), refusal=f"It cannot be read: {error.strerror}.", group=group)
        return
    with file:
        before = _state(file)
        yield from stream(file, str(path), group)
        if _state(file) != before:
            yield Opened(str(path), refusal=CHANGED, group=group)


def _state(file: IO[bytes]) -> tuple[int, int]:
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns


def stream(buffered: Any, name: str, group: str) -> Iterator[Opened]:
    start = buffered.peek(SAMPLE)[:8]
    if start.startswith(ARCHIVE):
        yield from _archive(buffered, name)
        return
    for magic, decompress in COMPRESSED:
        if start.startswith(magic):
            with _buffered(decompress(buffered)) as content:
                yield Opened(name, content, group=group)
            return
    yield Opened(name, buffered, group=group)


def _buffered(inside: Any) -> io.BufferedReader:
    return io.BufferedReader(_Lenient(inside), SAMPLE)


class _Lenient(io.RawIOBase):
    """A compressed file that raises OSError for any damage, whatever the library raises."""

    def __init__(self, inside: Any) -> None:
        self._inside = inside

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._inside.read1(len(buffer))
        except (EOFError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise OSError(f"it is damaged or truncated ({error})") from error
        buffer[: len(data)] = data
        return len(data)


def _archive(file: Any, name: str) -> Iterator[Opened]:
    """The files of a ZIP archive, read in place, so that none can be written to a path of its own choosing."""
    if not file.seekable():
        yield Opened(name, refusal="An archive cannot be read from standard input; name the file.")
        return
    try:
        archive = zipfile.ZipFile(file)
        members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Opened(name, refusal=f"It is not a readable ZIP archive: {error}.")
        return
    if len(members) > MOST_IN_ARCHIVE:
        yield Opened(name, refusal=f"The archive contains more than {MOST_IN_ARCHIVE} files.")
        return
    for member in members:
        if member.filename.startswith("__MACOSX/") or HIDDEN.search(member.filename):
            continue
        yield from _member(archive, member, name)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, archive_name: str) -> Iterator[Opened]:
    name = f"{archive_name}/{member.filename}"
    if reason := _against(member):
        yield Opened(name, refusal=reason, group=archive_name)
        return
    try:
        with archive.open(member) as inside, _buffered(inside) as content:
            if content.peek(4)[:4] == ARCHIVE:
                yield Opened(name, refusal="It is an archive within an archive; unpack it first.", group=archive_name)
            else:
                yield Opened(name, content, group=archive_name)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, zlib.error, EOFError) as error:
        yield Opened(name, refusal=f"It cannot be read: {error}.", group=archive_name)


def _against(member: zipfile.ZipInfo) -> str:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "Its path points outside the archive."
    if member.flag_bits & 0x1:
        return "It is encrypted."
    if member.file_size > LARGEST_ARCHIVED or member.file_size > DENSEST * max(member.compress_size, 1_000):
        return "It is compressed so heavily that unpacking it could exhaust the machine."
    return ""


def whole(file: IO[bytes], what: str, limit: int = LARGEST) -> bytes:
    """The content, if within the size limit. Raises CannotBeReadError."""
    raw = file.read(limit + 1)
    if len(raw) > limit:
        raise CannotBeReadError(f"The {what} is too large to be a release.")
    return raw

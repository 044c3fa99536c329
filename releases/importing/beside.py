"""What an export refers to, found in a folder or an archive given beside it, or, if that was asked for, at its address."""

import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Protocol
from urllib.parse import unquote, urlsplit

from releases.importing import fetching
from releases.importing.picture_sizes import unsized

LARGEST = 200_000_000  # bytes of a file in an archive, unpacked; what is accepted is smaller
DENSEST = 1_000
IS_ADDRESS = re.compile(r"https?://|//", re.IGNORECASE)


class Place(Protocol):
    def open(self, path: str) -> IO[bytes] | None: ...


@dataclass(frozen=True)
class Folder:
    """Nothing outside the folder, whatever symbolic links or `..` a path contains."""

    root: Path

    def open(self, path: str) -> IO[bytes] | None:
        try:
            whole = (self.root / path).resolve()
            if path and whole.is_relative_to(self.root.resolve()) and whole.is_file():
                return whole.open("rb")
        except (OSError, ValueError):
            pass
        return None


@dataclass
class Archive:
    """A ZIP archive, read in place. A folder that holds everything may be left out of a path."""

    file: zipfile.ZipFile
    _members: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        members = {member.filename: member for member in self.file.infolist() if not member.is_dir()}
        around = os.path.commonpath(members) if len(members) > 1 else ""
        for name, member in members.items():
            self._members[name] = member
            if around:
                self._members.setdefault(name.removeprefix(f"{around}/"), member)

    def open(self, path: str) -> IO[bytes] | None:
        member = self._members.get(str(PurePosixPath(path))) if path else None
        if member is None or member.file_size > min(LARGEST, DENSEST * max(member.compress_size, 1_000)):
            return None
        try:
            return io.BytesIO(self.file.read(member))
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
            return None


@dataclass(frozen=True)
class Beside:
    """`fetch` allows addresses to be asked for what is not given beside the export."""

    place: Place | None = None
    fetch: bool = False

    def __bool__(self) -> bool:
        return self.place is not None or self.fetch

    def open(self, path: str) -> tuple[IO[bytes], str] | None:
        """The file, and its name. Raises fetching.FetchError."""
        for name in _names(path) if self.place else ():
            if file := self.place.open(name):  # type: ignore[union-attr]
                return file, PurePosixPath(name).name
        if self.fetch and is_address(path):
            return io.BytesIO(fetching.fetched(path).content), PurePosixPath(unquote(urlsplit(path).path)).name
        return None


def given(path: Path | None, *, fetch: bool = False) -> Beside:
    """Raises ValueError if the path is neither a folder nor a ZIP archive."""
    if path is None:
        return Beside(fetch=fetch)
    if path.is_dir():
        return Beside(Folder(path), fetch)
    try:
        return Beside(Archive(zipfile.ZipFile(path)), fetch)
    except (zipfile.BadZipFile, OSError) as error:
        raise ValueError(f"{path} is neither a folder nor a ZIP archive.") from error


def is_address(path: str) -> bool:
    return bool(IS_ADDRESS.match(path))


def _names(path: str) -> Iterator[str]:
    """What the file may be called there: the path itself; for an address also its end, from the longest on, and the picture in
    full size. A bare name only where it stands at the top.
    """
    if not is_address(path):
        yield path
        return
    try:
        parts = [part for part in unquote(urlsplit(path).path).split("/") if part not in ("", ".", "..")]
    except ValueError:
        return
    parts = [urlsplit(path).netloc, *parts]  # programs that copy a site make a folder for each host
    ends = ["/".join(parts[start:]) for start in range(len(parts))]
    yield from ends
    yield from (unsized(end) for end in ends if unsized(end) != end)

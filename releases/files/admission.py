"""Decides whether a file is accepted, and as which type."""

import hashlib
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from releases.files import images, store
from releases.files.copies import PictureCopy
from releases.files.kinds import EXTENSIONS, Kind, kind_of, opened
from releases.files.names import LONGEST, extension_of, inert
from releases.files.office import has_macros
from releases.files.remarks import remarks_on


class FileRefused(Exception):
    """The file is not accepted; the message says why. `missing`: it does not exist."""

    def __init__(self, sentence: str, *, missing: bool = False) -> None:
        super().__init__(sentence)
        self.missing = missing


class Readable(Protocol):
    def seek(self, offset: int, /) -> object: ...

    def read(self, size: int, /) -> bytes: ...


class FileColumns(TypedDict):
    """The columns of an `EditionFile` that follow from the bytes."""

    name: str
    media_type: str
    digest: str
    size: int
    width: int | None
    height: int | None
    preview_digest: str
    copies: list[dict[str, str | int]]
    remarks: list[str]


@dataclass(frozen=True)
class Accepted:
    """A file as it will be stored. Accepting the result again changes nothing."""

    name: str
    media_type: str
    content: bytes
    width: int | None = None
    height: int | None = None
    preview: bytes = b""
    copies: tuple[PictureCopy, ...] = ()
    remarks: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def columns(self) -> FileColumns:
        return {
            "name": self.name,
            "media_type": self.media_type,
            "digest": self.digest,
            "size": len(self.content),
            "width": self.width,
            "height": self.height,
            "preview_digest": hashlib.sha256(self.preview).hexdigest() if self.preview else "",
            "copies": [copy.described() for copy in self.copies],
            "remarks": self.remarks,
        }

    def keep(self) -> FileColumns:
        """Store the bytes, and return the columns."""
        for content in (self.content, self.preview, *(copy.content for copy in self.copies)):
            if content:
                store.keep(content)
        return self.columns()


def accept(file: Readable, name: str) -> Accepted:
    """Check a file, and strip a picture's metadata. Raises FileRefused; a file that is too large is refused unread."""
    extension = extension_of(name)
    if extension not in EXTENSIONS:
        raise FileRefused(
            _("“%(name)s” is not an accepted type of file. Accepted: %(endings)s.")
            % {"name": name[-LONGEST:], "endings": ", ".join(EXTENSIONS)}
        )
    content = _read(file, EXTENSIONS[extension].limit)
    kind = kind_of(content, extension)
    if kind is None:
        raise FileRefused(_("“%(name)s” does not match its file extension, or is damaged.") % {"name": name[-LONGEST:]})
    if len(content) > kind.limit:
        raise _too_large(kind.limit)
    safe = inert(name, extension if extension in kind.extensions else kind.extensions[0])
    return _image(content, safe, kind) if kind.is_image else _document(content, safe, kind)


def _read(file: Readable, limit: int) -> bytes:
    file.seek(0)
    content = file.read(limit + 1)
    if len(content) > limit:
        raise _too_large(limit)
    if not content:
        raise FileRefused(_("The file is empty."))
    return content


def _too_large(limit: int) -> FileRefused:
    return FileRefused(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(limit)})


def _image(content: bytes, name: str, kind: Kind) -> Accepted:
    try:
        picture = images.read(content, kind.media_type)
    except images.MovingImage as error:
        raise FileRefused(_("The picture moves. Give one that stands still.")) from error
    except images.BrokenImage as error:
        raise FileRefused(
            _("The picture cannot be shown: it is damaged, or has more than %(number)s million pixels.")
            % {"number": images.MOST_PIXELS // 1_000_000}
        ) from error
    return Accepted(
        name, kind.media_type, picture.content, picture.width, picture.height, picture.preview, picture.copies
    )


def _document(content: bytes, name: str, kind: Kind) -> Accepted:
    if kind.media_type.startswith("application/vnd.") and has_macros(opened(content)):
        raise FileRefused(_("The document contains macros. Save it without them."))
    return Accepted(name, kind.media_type, content, remarks=remarks_on(content, kind))

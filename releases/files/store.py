"""Stores bytes below MEDIA_ROOT, named by their SHA-256, outside any folder that a web server exposes.

A file is written once and never changed; editions that carry the same file share it. A row that is rolled back leaves
its bytes behind, harmlessly: `verify_files --tidy` finds them.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "files"


def path_of(digest: str) -> Path:
    return folder() / digest[:2] / digest


def keep(content: bytes) -> str:
    """Store the bytes, and return their SHA-256 in hexadecimal. Atomic: a full disk or a crash leaves no partial file
    under the name.

    If a stored file is damaged, it is replaced with these bytes.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.is_file() or path.stat().st_size != len(content):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    return digest


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept() -> Iterator[Path]:
    """Every file in the folder in order, including leftovers of a crash."""
    if folder().is_dir():
        yield from (path for part in sorted(folder().iterdir()) if part.is_dir() for path in sorted(part.iterdir()))

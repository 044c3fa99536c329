"""Where the bytes of files lie: below MEDIA_ROOT, by their SHA-256, outside every folder that a web server shows.

A file is written once and never changed; what several editions carry lies here once. A row that is rolled back leaves its bytes
behind, which does no harm: `verify_files --tidy` finds them.
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
    """Return the digest. Whole or not at all: a full disk or a dead machine leaves no half file under the name.

    Bytes that are damaged under this name are replaced by these, which are right.
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
    """Every file in the folder, in order, with what a crash may have left."""
    if folder().is_dir():
        yield from (path for part in sorted(folder().iterdir()) if part.is_dir() for path in sorted(part.iterdir()))

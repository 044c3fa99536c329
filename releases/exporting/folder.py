"""Writes an export into a folder: each file appears whole or not at all, and files that are up to date are left alone."""

import os
import shutil
import tempfile
from pathlib import Path

from releases.files import store


def write(path: Path, content: bytes) -> bool:
    """Write the file unless it already holds these bytes. Returns whether anything was written.

    An unchanged file keeps its modification time, for tools that copy the folder elsewhere.
    """
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    # Temporary files are readable by their owner only; exports, by everyone with access to the folder.
    Path(file.name).chmod(0o666 & ~_umask())
    Path(file.name).replace(path)
    return True


def copy(digest: str, path: Path) -> bool:
    """Copy a stored file to the path. Returns whether it had to be. The same size means the same bytes: paths contain the digest."""
    source = store.path_of(digest)
    if path.is_file() and path.stat().st_size == source.stat().st_size:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    shutil.copyfile(source, part)
    part.replace(path)
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""A folder that an export writes: whole files or none, and nothing touched that is right already."""

import os
import shutil
import tempfile
from pathlib import Path

from releases.files import store


def write(path: Path, content: bytes) -> bool:
    """Whether anything had to be written. A file that holds the same bytes keeps its time, for whoever copies the folder on."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    # Temporary files are for their owner alone; what is exported is for whoever may read the folder.
    Path(file.name).chmod(0o666 & ~_umask())
    Path(file.name).replace(path)
    return True


def copy(digest: str, path: Path) -> bool:
    """The bytes of a file of an edition; known by their digest, so that a copy of the right size is the right one."""
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

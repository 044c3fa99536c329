"""Verifies that the bytes of every file exist and match their digest."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Q

from releases.files import images, store
from releases.models import EditionFile, SavedText

A_DAY = 24 * 60 * 60


@dataclass
class Verified:
    """Digests by finding; unreferenced files by path."""

    whole: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    remade: int = 0
    unreferenced: list[Path] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.whole + len(self.missing) + len(self.damaged)} files: {self.whole} intact, {len(self.missing)} missing,"
            f" {len(self.damaged)} damaged; {self.remade} smaller copies regenerated; {len(self.unreferenced)} unreferenced."
        )


def verify() -> Verified:
    """Read every file once and compare it with its digest. Missing previews of pictures are regenerated."""
    found = Verified()
    for file in each_once("digest"):
        match state_of(file.digest):
            case "whole":
                found.whole += 1
            case "missing":
                found.missing.append(file.digest)
            case _:
                found.damaged.append(file.digest)
    for file in each_once("preview_digest"):
        if state_of(file.preview_digest) == "whole":
            continue
        if made_again(file):
            found.remade += 1
        else:
            found.missing.append(file.preview_digest)
    found.unreferenced = list(unreferenced())
    return found


def each_once(column: str) -> Iterator[EditionFile]:
    """One row per digest, since several editions may share bytes."""
    last = ""
    rows = (
        EditionFile.objects.exclude(**{column: ""})
        .exclude(size=0)
        .order_by(column)
        .only("digest", "preview_digest", "media_type")
    )
    for file in rows.iterator(chunk_size=1000):
        if getattr(file, column) != last:
            last = getattr(file, column)
            yield file


def state_of(digest: str) -> str:
    path = store.path_of(digest)
    if not path.is_file():
        return "missing"
    return "whole" if store.digest_of(path) == digest else "damaged"


def made_again(file: EditionFile) -> bool:
    """Whether regenerating the preview gave the same bytes. Another version of the imaging library may not, and then
    they are useless: the address contains a digest.
    """
    if state_of(file.digest) != "whole":
        return False
    picture = images.read(store.path_of(file.digest).read_bytes(), file.media_type)
    if not picture.preview:
        return False
    store.path_of(file.preview_digest).unlink(missing_ok=True)
    return store.keep(picture.preview) == file.preview_digest


def unreferenced() -> Iterator[Path]:
    """Files older than a day that neither an edition nor a saved text refers to. Younger ones may belong to a draft about to be saved."""
    unnamed = {}
    for path in store.kept():
        old = time.time() - path.stat().st_mtime > A_DAY
        named = EditionFile.objects.filter(Q(digest=path.name) | Q(preview_digest=path.name))
        if old and not named.exists():
            unnamed[path.name] = path
    if unnamed:
        for content in SavedText.objects.values_list("content", flat=True).iterator(chunk_size=500):
            for file in content.get("files", []):
                unnamed.pop(file["digest"], None)
                unnamed.pop(file["preview_digest"], None)
    yield from unnamed.values()

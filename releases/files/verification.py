"""Verifies that the bytes of every file exist and match their digest."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path

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
    """Read every file once and compare it with its digest. Missing smaller copies of pictures are made again."""
    found = Verified()
    rows = EditionFile.objects.exclude(size=0).order_by("digest").iterator(chunk_size=1000)
    for _digest, same in groupby(rows, key=attrgetter("digest")):
        _look_at([*same], found)
    found.unreferenced = list(unreferenced())
    return found


def _look_at(same: list[EditionFile], found: Verified) -> None:
    """Rows of several editions that share bytes: of a picture, not all of them have the same copies."""
    file = same[0]
    match state_of(file.digest):
        case "whole":
            found.whole += 1
        case "missing":
            found.missing.append(file.digest)
        case _:
            found.damaged.append(file.digest)
    smaller = dict.fromkeys(stored.digest for row in same for stored in row.stored())
    lacking = [digest for digest in smaller if digest != file.digest and state_of(digest) != "whole"]
    again = made_again(file, lacking) if lacking else set()
    found.remade += len(again)
    found.missing += [digest for digest in lacking if digest not in again]


def state_of(digest: str) -> str:
    path = store.path_of(digest)
    if not path.is_file():
        return "missing"
    return "whole" if store.digest_of(path) == digest else "damaged"


def made_again(file: EditionFile, lacking: Iterable[str]) -> set[str]:
    """Which of these copies were made again with the same bytes. Another version of the imaging library may not make them, and
    then they are useless: the address contains a digest.
    """
    if state_of(file.digest) != "whole":
        return set()
    try:
        picture = images.read(store.path_of(file.digest).read_bytes(), file.media_type)
    except images.BrokenImage:  # accepted when the rules were others
        return set()
    made = {copy.digest: copy.content for copy in picture.copies}
    made[hashlib.sha256(picture.preview).hexdigest()] = picture.preview
    again = {digest for digest in lacking if digest in made}
    for digest in again:
        store.path_of(digest).unlink(missing_ok=True)
        store.keep(made[digest])
    return again


def unreferenced() -> Iterator[Path]:
    """Files older than a day that neither an edition nor a saved text refers to. Younger ones may belong to a draft about to be saved."""
    before = time.time() - A_DAY
    unnamed = {path.name: path for path in store.kept() if path.stat().st_mtime < before}
    for digest in _referred_to() if unnamed else ():
        unnamed.pop(digest, None)
    yield from unnamed.values()


def _referred_to() -> Iterator[str]:
    for file in EditionFile.objects.iterator(chunk_size=1000):
        yield from (stored.digest for stored in file.stored())
    for content in SavedText.objects.values_list("content", flat=True).iterator(chunk_size=500):
        for said in content.get("files", []):
            yield from (said["digest"], said["preview_digest"], *(copy["digest"] for copy in said.get("copies", ())))

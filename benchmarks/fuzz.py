"""Mutilates files of every format and reads the result, for as long as asked: no reader may raise, hang or stay silent.

    python -m benchmarks.fuzz 3600

Failing inputs are kept in var/fuzz/ and become tests in releases/tests/test_import_formats.py.
"""

import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
import django

django.setup()

from django.conf import settings

from releases.importing import readers
from releases.importing.mapping import map_record
from releases.importing.terms import Resolver
from releases.tests.foreign_files import PIECES
from releases.tests.importing import SHARED
from taxonomy.models import Country, FieldOfWork, MeetingSeries, Structure
from taxonomy.snapshot import Vocabularies, Vocabulary

SLOW = 10  # seconds
LARGEST_SEED = 60_000
TOKENS = (
    b"<", b">", b"&", b'"', b"'", b"{", b"}", b"[", b"]", b":", b",", b";", b"\x00", b"\xff", b"\xfe", b"\r", b"\n", b"\t", b"]]>", b"<![CDATA[",
    b"<!--", b"-->", b"<!ENTITY x 'y'>", b"&x;", b"\\ud800", b"\xed\xa0\x80", b"null", b"-1", b"1e999", b"9" * 400, b"0000-00-00", b"xml:base",
    b"PK\x03\x04", b"\x1f\x8b", b"<wp:status>", b"content", b"http://[", b"date", b"3 May 1999", "ВЕНА".encode("cp1251"), b"\xef\xbb\xbf",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Intact files: those of the tests, and real input where available."""
    real = sorted(path for path in SHARED.rglob("*") if path.is_file()) if SHARED.exists() else []
    return [*PIECES, *(path.read_bytes()[:LARGEST_SEED] for path in real)]


def torn(chance: random.Random, whole: list[bytes]) -> bytes:
    data = bytearray(chance.choice(whole))
    for _ in range(chance.choice((0, 1, 1, 2, 4, 8, 30))):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((0, 1, 2, 8, 60, 1_000)))
        other = chance.choice(whole)
        at = chance.randint(0, len(other))
        data[start:end] = chance.choice(
            (b"", chance.choice(TOKENS), bytes(data[start:end]) * 3, chance.randbytes(4), other[at : at + 200])
        )
    return bytes(data)


def without_terms() -> Vocabularies:
    return Vocabularies(
        token=None,
        fields_of_work=Vocabulary(FieldOfWork, ()),
        countries=Vocabulary(Country, ()),
        structures=Vocabulary(Structure, ()),
        meetings=Vocabulary(MeetingSeries, ()),
        pages=(),
        chairs=(),
    )


def main(seconds: float, seed: int) -> int:
    chance, whole = random.Random(seed), seeds()
    resolver = Resolver(without_terms())
    folder = Path(settings.VAR) / "fuzz"
    folder.mkdir(parents=True, exist_ok=True)
    path, tried, items, found, until = folder / f"now-{os.getpid()}", 0, 0, 0, time.monotonic() + seconds
    while time.monotonic() < until:
        data, format_ = torn(chance, whole), chance.choice(("auto", "auto", *readers.FORMATS))
        path.write_bytes(data)
        began, tried, error = time.monotonic(), tried + 1, ""
        try:
            for item in readers.read(path, format_):
                items += 1
                assert bool(item.record) + bool(item.refusal) + bool(item.skipped) == 1
                if item.record:
                    map_record(item.record, resolver)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
        if error or time.monotonic() - began > SLOW:
            found += 1
            (folder / f"found-{seed}-{tried}-{format_}").write_bytes(data)
            print(f"{format_} {time.monotonic() - began:.1f} s {error[:300]}", flush=True)
    path.unlink()
    print(f"Tried {tried:,} files, read {items:,} items in {seconds:,.0f} s: {found} failures.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))

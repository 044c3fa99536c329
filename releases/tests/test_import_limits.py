"""Whatever a file is, an import of it ends with a sentence, within the memory of a small machine, and with nothing half written."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from releases.importing import readers
from releases.importing.readers import site, site_files, sitemap
from releases.importing.readers.sources import CHANGED
from releases.models import Edition
from releases.models.within import LONGEST
from releases.tests.foreign_files import RSS, archive, export, post
from releases.tests.importing import make_record, run, write

HUGE = 500_000_000  # bytes
MOST_MEMORY = 300  # megabytes
EXPORT = b'<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
SITEMAP = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
# What a file begins with that never ends; the rest of it is nulls or spaces.
ENDLESS = {
    "line of JSON": (b'{"id": "a", "language": "en", "title": "', b"\0", "jsonl"),
    "cell": (b'id;language;title;date;body\na;en;"', b" ", "csv"),
    "row": (b"id;language;title;date;body\na;en;", b"\0", "csv"),
    "text of an export": (EXPORT + b"<title>", b" ", "wxr"),
    "tag of an export": (EXPORT + b'<item a="', b" ", "wxr"),
    "comment of an export": (EXPORT + b"<!-- ", b" ", "wxr"),
    "feed": (b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>', b" ", "auto"),
    "page": (b"<html><h1>x</h1><p>", b"\0", "auto"),
    "answer": (b'{"jsonapi": {"x": "', b"\0", "auto"),
    "nothing": (b"\0", b"\0", "auto"),
    "address of a sitemap": (SITEMAP + b"<url><loc>", b" ", "auto"),
    "tag of a sitemap": (SITEMAP + b'<url a="', b" ", "auto"),
    "space in a sitemap": (SITEMAP, b" ", "auto"),
    "page of a site": (b"<html><h1>x</h1><p>", b"\0", "site"),
}
READ = r"""
import os, re, sys
sys.path.insert(0, sys.argv[1]); os.environ["DJANGO_SETTINGS_MODULE"] = "osce_cms.settings"
import django; django.setup()
from pathlib import Path
from releases.importing.readers import read
for item in read(Path(sys.argv[2]), sys.argv[3]):
    if not item.skipped:
        print(item.refusal)
# Not ru_maxrss, which a child inherits from the process that started it.
print(int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def endless(path: Path, beginning: bytes, filling: bytes) -> Path:
    with path.open("wb") as file:
        file.write(beginning)
        if filling == b"\0":
            file.truncate(HUGE)  # takes no room on the disk
        else:
            for _ in range(HUGE >> 20):
                file.write(filling * (1 << 20))
    return path


@pytest.mark.parametrize("what", ENDLESS)
@pytest.mark.promise(43)
def test_what_never_ends_is_refused_in_a_sentence_and_within_little_memory(what, tmp_path):
    beginning, filling, format_ = ENDLESS[what]
    path = endless(tmp_path / "source", beginning, filling)
    command = [sys.executable, "-c", READ, str(settings.BASE_DIR), str(path), format_]

    *refusals, memory = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    path.unlink()

    assert len(refusals) == 1
    assert "too long" in refusals[0] or "too large" in refusals[0]
    assert int(memory) <= MOST_MEMORY


def test_sitemap_that_lists_more_than_any_site_has_is_read_no_further(tmp_path, monkeypatch):
    monkeypatch.setattr(sitemap, "MOST_PAGES", 3)
    path = tmp_path / "sitemap.xml"
    path.write_bytes(SITEMAP + b"".join(b"<url><loc>https://former.example/%d</loc></url>" % page for page in range(5)))

    *listed, last = [item for item in readers.read(path) if not item.skipped]

    assert [item.identifier for item in listed] == [f"former.example/{page}" for page in range(3)]
    assert last.refusal == "It is too long: a sitemap of more than 3 pages."


def test_sitemaps_that_list_more_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(site, "MOST_PAGES", 3)
    monkeypatch.setattr(site_files, "MOST_PAGES", 3)
    for name in "ab":
        pages = b"".join(
            b"<url><loc>https://former.example/%s/%d</loc></url>" % (name.encode(), page) for page in (1, 2)
        )
        (tmp_path / f"sitemap-{name}.xml").write_bytes(SITEMAP + pages + b"</urlset>")

    refusals = {item.refusal for item in readers.read(tmp_path)}

    assert "The sitemaps list more than 3 pages together; import the site in parts." in refusals


@pytest.mark.django_db
def test_text_that_is_longer_than_any_release_is_refused(tmp_path):
    _, reasons, _ = run(write(tmp_path / "lines", make_record(body="x" * (LONGEST["body"] + 1)), make_record(id="b")))

    assert [reason.partition(": ")[2] for reason in reasons] == [
        "Its text is 5,000,001 characters long; the limit is 5,000,000."
    ]
    assert Edition.objects.count() == 1


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("source", [RSS, export(post())])
@pytest.mark.promise(43)
def test_xml_with_a_bomb_is_refused(source, tmp_path):
    path = tmp_path / "source"
    path.write_text(BOMB + source.replace("<title>T", "<title>&b;", 1))

    assert [item.refusal for item in readers.read(path)] == ["It declares its own entities, which are not supported."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("compress", "cut", "created"),
    [(gzip.compress, 2, 1), (lambda content: archive(lines=content), 40, 0)],
)
def test_truncated_file_gives_what_stands_before_and_a_sentence(
    compress: Callable[[bytes], bytes], cut: int, created: int, tmp_path
):
    whole = compress(json.dumps(make_record()).encode() + b"\n")
    path = tmp_path / "source"
    path.write_bytes(whole[:-cut])

    _, reasons, succeeded = run(path)

    assert not succeeded
    assert len(reasons) == 1
    assert Edition.objects.count() == created


def test_file_that_changes_while_it_is_read_is_told(tmp_path):
    path = write(tmp_path / "lines", make_record(), make_record(id="b"))
    items = readers.read(path)
    first = next(items)
    with path.open("ab") as file:
        file.write(b'{"id": "c", "lang')

    *others, last = items

    assert first.record
    assert last.refusal == CHANGED
    assert [item.record.id for item in others if item.record] == ["b"]


def test_file_that_stays_as_it_is_is_not_said_to_change(tmp_path):
    assert [item.refusal for item in readers.read(write(tmp_path / "lines", make_record()))] == [""]

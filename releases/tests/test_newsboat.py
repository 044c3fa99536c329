"""A reader of feeds as people use it, newsboat, through release, correction and withdrawal."""

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from releases import steps
from releases.models import Edition
from releases.tests.making import approved, make_live_edition, make_user

pytestmark = pytest.mark.django_db
CORRECTIONS = "corrections"


class Reader:
    """With a folder of its own, where it reads the feeds from files."""

    def __init__(self, folder: Path, *feeds: str) -> None:
        if shutil.which("newsboat") is None:
            pytest.fail("These tests need newsboat; `make test` installs it.")
        self.folder, self.feeds = folder, feeds
        (folder / "urls").write_text("".join(f"file://{folder}/{name}.xml\n" for name in feeds))
        (folder / "config").write_text("")

    def unread(self, name: str) -> list[str]:
        """Titles in the feed that it shows as new after it has read the feeds again, and which it has shown then."""
        for feed in self.feeds:
            (self.folder / f"{feed}.xml").write_bytes(Client().get(f"/releases/feed/{feed}/").content)
        folder = self.folder
        command = [
            "newsboat",
            "-u",
            folder / "urls",
            "-c",
            folder / "cache.db",
            "-C",
            folder / "config",
            "-x",
            "reload",
        ]
        subprocess.run(
            [str(part) for part in command],
            check=True,
            timeout=30,
            capture_output=True,
            env={"HOME": str(folder), "PATH": "/usr/bin"},
        )
        with sqlite3.connect(folder / "cache.db") as cache:
            own = (f"file://{folder}/{name}.xml",)
            found = cache.execute(
                "SELECT title FROM rss_item WHERE feedurl = ? AND unread = 1 ORDER BY id", own
            ).fetchall()
            cache.execute("UPDATE rss_item SET unread = 0 WHERE feedurl = ?", own)
        cache.close()
        return [title for (title,) in found]


@pytest.mark.parametrize("feed", ["atom", "rss"])
def test_correction_and_withdrawal_are_news_to_whoever_has_read_the_release(tmp_path, feed):
    reader = Reader(tmp_path, feed, CORRECTIONS)
    edition = make_live_edition(headline="Council meets")
    assert reader.unread(feed) == ["Council meets"]
    assert reader.unread(CORRECTIONS) == []

    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())
    assert reader.unread(feed) == []  # it takes the entry for one that was read
    assert reader.unread(CORRECTIONS) == ["Correction: Council meets"]

    steps.withdraw(Edition.objects.live().get(), make_user(), "The meeting was put off.")
    assert reader.unread(CORRECTIONS) == [f"Withdrawn: Release {edition.release_id}"]
    assert reader.unread(CORRECTIONS) == []

"""A harvester in a process of its own, over HTTP, killed with -9 again and again while others write: it has everything once and in order.

`make soak-harvest` runs it for a minute with a thousand releases.
"""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from releases.models import Edition
from releases.models.index import PublicChange
from releases.tests import harvester
from releases.tests.writers import RELEASES, writing

KILLS = 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.promise(72)
def test_copy_of_a_harvester_that_is_killed_is_the_truth(tmp_path, live_server):
    copy, killed, cut = tmp_path / "copy.jsonl", 0, 0
    with override_settings(SITE_URL=live_server.url):
        address = f"{live_server.url}/api/v1/changes/?limit=7"
        with writing() as writers:
            while any(writer.is_alive() for writer in writers) or killed < KILLS:
                cut += live_and_die(address, copy)
                killed += 1
        subprocess.run(program(address, copy, "--once"), check=True, timeout=600)

    told = [line for line in harvester.whole(copy) if "next" not in line]
    assert killed >= KILLS
    assert cut, "no death came between an item and the end of its answer, or before the first"
    assert [said(line) for line in told] == truth()
    assert len(told) > RELEASES


def program(*arguments: object) -> list[str]:
    return [sys.executable, "-I", harvester.__file__, *map(str, arguments)]


def live_and_die(address: str, copy: Path) -> bool:
    """For some moments after its first word. Whether it left an answer that it had not taken completely."""
    before = copy.stat().st_mtime if copy.exists() else 0
    process = subprocess.Popen(program(address, copy))
    try:
        started = time.monotonic()
        while (not copy.exists() or copy.stat().st_mtime == before) and time.monotonic() - started < 30:
            assert process.poll() is None
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.3))
    finally:
        process.kill()
        process.wait()
    lines = copy.read_text().splitlines(keepends=True) if copy.exists() else []
    return not lines or not lines[-1].startswith('{"next"') or not lines[-1].endswith("\n")


def said(line: dict[str, Any]) -> tuple[int, str, int]:
    text = line["text"]
    return text["release"], text["language"], text["edition"]


def truth() -> list[tuple[int, str, int]]:
    """Every edition that became public, in the order in which it did. Where one ends, another begins, which tells of it."""
    begun = PublicChange.objects.filter(ends=False).order_by("at", "edition_id").values_list("edition_id", flat=True)
    editions = Edition.objects.in_bulk(list(begun))
    return [(edition.release_id, edition.language, edition.number) for edition in map(editions.get, begun) if edition]

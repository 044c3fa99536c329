"""A thousand editions due in the same second, with only the web server running: all of them are visible in the first
request of that second, and none before.
"""

import datetime
import re
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.utils import timezone

from releases.models import Edition
from releases.models.clock import database_time
from releases.tests.importing import make_record, run, write
from releases.tests.making import make_live_edition

COUNT = 1000
SHOWN = re.compile(r'<span id="count">\s*([\d,]+)')
MILLISECOND = datetime.timedelta(milliseconds=1)


def put_on_the_timeline(folder: Path, due: datetime.datetime, count: int = COUNT) -> float:
    """Import that many releases due at that instant. Returns the seconds it took."""
    records = [
        make_record(id=f"{due.isoformat()} {number}", title=f"Due {number}", embargo_until=due.isoformat())
        for number in range(count)
    ]
    began = time.monotonic()
    told, against, _ = run(write(folder / "due.jsonl", *records))
    assert f"{count} created," in told, against[:3]
    return time.monotonic() - began


def shown_at(address: str) -> int:
    """The number of releases that the list reports."""
    with urlopen(address, timeout=30) as response:  # noqa: S310  # our own server
        found = SHOWN.search(response.read().decode())
    assert found
    return int(found[1].replace(",", ""))


@pytest.mark.django_db
@pytest.mark.promise(18)
def test_by_a_clock_that_is_passed_none_a_millisecond_before_and_all_at_the_second(tmp_path):
    due = (timezone.now() + datetime.timedelta(days=1)).replace(microsecond=0)
    put_on_the_timeline(tmp_path, due)

    assert [Edition.objects.listed(at).count() for at in (due - MILLISECOND, due)] == [0, COUNT]


@pytest.mark.django_db(transaction=True)
def test_by_the_real_clock_the_first_request_of_the_second_shows_all_of_them(tmp_path, live_server):
    """The list is requested continuously. What a response may show is judged by the database's clock before and after it."""
    make_live_edition()
    pace = put_on_the_timeline(tmp_path, timezone.now() + datetime.timedelta(hours=1), count=100)
    due = (timezone.now() + datetime.timedelta(seconds=4 + 12 * pace)).replace(microsecond=0)
    put_on_the_timeline(tmp_path, due)
    assert database_time() < due, "the machine is too slow for this test today"

    before: list[int] = []
    after: list[int] = []
    while not after:
        asked = database_time()
        shown = shown_at(f"{live_server.url}/releases/")
        if asked >= due:
            after.append(shown)
        elif database_time() < due:
            before.append(shown)

    assert set(before) == {1}
    assert after == [1 + COUNT]

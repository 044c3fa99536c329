"""Measures the newsroom's pages and its spreadsheet on a large database, which it fills first if it is empty.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 python -m benchmarks.newsroom 150000

Beside wall-clock time stands processor time, of this process and of PostgreSQL's together. The database is kept
afterwards; name one that can be thrown away.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
    os.environ.setdefault("ALLOWED_HOSTS", "localhost")
    os.environ["SECOND_FACTOR"] = "off"
    django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.archive import Lexicon, fill, prepare
from benchmarks.search import processor_time
from releases import steps
from releases.models import Edition, Release, User

ROUNDS = 15
# How often a word occurs, by its rank among the words of the archive.
COMMON, A_TENTH, SOME, RARE = 5, 300, 1000, 5000
DRAFTS, SUBMITTED = 300, 50


def main(size: int) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    prepare()
    fill(size)
    client = Client(headers={"host": "localhost"})
    client.force_login(editor())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {Edition.objects.count():,} editions; milliseconds, medians of {ROUNDS}")
    print(f"{'':34}{'first':>9}{'clock':>9}{'processor':>11}{'statements':>12}")
    for name, addresses in pages():
        print(f"{name:34}{measured(client, addresses)}", flush=True)
    print(spreadsheet(client))


def editor() -> User:
    """With texts in progress."""
    if found := User.objects.filter(username="editor").first():
        return found
    made = User.objects.create(username="editor", is_staff=True, is_superuser=True)
    for number in range(DRAFTS + SUBMITTED):
        edition = Edition.objects.create(release=Release.objects.create(), headline=f"Text {number}", lead="A lead.")
        steps.record_save(edition, made, created=True)
        if number >= DRAFTS:
            steps.submit(edition, made)
    return made


def pages() -> Iterator[tuple[str, list[str]]]:
    releases = reverse("admin:releases_release_changelist")
    yield "dashboard", [reverse("admin:index")]
    yield "calendar", [reverse("admin:releases_edition_calendar")]
    yield "list", [releases]
    yield "list, in the middle", [f"{releases}?p={Release.objects.count() // 100}"]
    for name, query in (
        ("live", "situation=live"), ("superseded", "situation=superseded"), ("in French", "language=fr"),
        ("live news in French", "type=news&situation=live&language=fr"), ("waiting for me", "whose=waiting"),
        ("by day", "o=-6"), ("by state", "o=3"), ("by last change", "o=-7"), ("a number", "q=4711"),
    ):  # fmt: skip
        yield f"list, {name}", [f"{releases}?{query}"]
    words = Lexicon("en").words
    for name, rank in (("common", COMMON), ("in a tenth", A_TENTH), ("some", SOME), ("rare", RARE)):
        yield f"list, words: {name}", [f"{releases}?q={word}" for word in words[rank : rank + ROUNDS]]
    pairs = zip(words[100 : 100 + ROUNDS], words[400 : 400 + ROUNDS], strict=True)
    yield "list, two words", [f"{releases}?q={one}+{other}" for one, other in pairs]


def measured(client: Client, addresses: list[str]) -> str:
    clock, processor = [], []
    for number in range(ROUNDS + 1):
        begun, before = time.perf_counter(), processor_time()
        response = client.get(addresses[number % len(addresses)])
        processor.append((processor_time() - before) * 1000)
        clock.append((time.perf_counter() - begun) * 1000)
        assert response.status_code == 200, (addresses, response.status_code)
    with CaptureQueriesContext(connection) as queries:
        client.get(addresses[0])
    return f"{clock[0]:9.0f}{median(clock[1:]):9.0f}{median(processor[1:]):11.0f}{len(queries):12}"


def spreadsheet(client: Client) -> str:
    before, begun, statements = memory(), time.perf_counter(), 0

    def counted(execute, sql, parameters, many, context):
        nonlocal statements
        statements += 1
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(counted):
        response = client.get(reverse("admin:releases_release_spreadsheet"))
        first, most = 0.0, before
        for line, _ in enumerate(iter(response), 1):
            first = first or time.perf_counter() - begun
            most = max(most, memory()) if line % 1000 == 0 else most
    return (
        f"spreadsheet: {line:,} lines, the first after {first:.2f} s, all after {time.perf_counter() - begun:.0f} s, "
        f"{statements} statements, {most - before:.0f} MB more memory"
    )


def memory() -> float:
    """Resident, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))

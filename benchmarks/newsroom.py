"""Measures the speed of the newsroom's pages on a large database, which it fills first if it is empty.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 python -m benchmarks.newsroom --editions 1000000

The database is kept afterwards; name one that can be thrown away.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
os.environ.setdefault("ALLOWED_HOSTS", "localhost")
django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from releases import steps
from releases.models import Edition, RecordEntry, Release, User

ROUNDS = 7
# Of ten editions, four are superseded by a second one, and two are translations.
PER_RELEASE = 2.5
IN_PROGRESS = {"draft": 300, "submitted": 50, "approved": 30}
SCHEDULED = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", type=int, default=1_000_000)
    wanted = parser.parse_args().editions
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    if not Edition.objects.exists():
        fill(int(wanted / PER_RELEASE))
    editor = User.objects.get(username="editor1")
    print(f"{Edition.objects.count()} editions on {connection.vendor}")
    client = Client(headers={"host": "localhost"})
    client.force_login(editor)
    for name, url in pages(editor):
        print(f"{name:42} {measured(client, url)}")


def pages(editor: User) -> Iterator[tuple[str, str]]:
    releases = reverse("admin:releases_release_changelist")
    yield "dashboard", reverse("admin:index")
    yield "list", releases
    yield "list, page 150", f"{releases}?p=150"
    for situation in ("draft", "submitted", "scheduled", "live", "withdrawn", "superseded", "discarded"):
        yield f"list, {situation}", f"{releases}?situation={situation}"
    yield "list, in French", f"{releases}?language=fr"
    yield "list, speeches", f"{releases}?type=speech"
    yield "list, my drafts", f"{releases}?whose=mine"
    yield "list, live speeches in French", f"{releases}?type=speech&situation=live&language=fr"
    yield "list, live news in French", f"{releases}?type=news&situation=live&language=fr"
    yield "list, a common word", f"{releases}?q=mission"
    yield "list, a rare word", f"{releases}?q=zanzibar"
    yield "list, a number", f"{releases}?q=4711"
    draft = Edition.objects.filter(state="draft").first()
    if draft:
        yield "a draft", reverse("admin:releases_edition_change", args=[draft.pk])


def measured(client: Client, url: str) -> str:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        response = client.get(url)
        times.append((time.perf_counter() - start) * 1000)
        assert response.status_code == 200, (url, response.status_code)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    slowest = max(queries.captured_queries, key=lambda query: float(query["time"]))
    return f"{statistics.median(times):8.1f} ms, {len(queries)} queries, the slowest {float(slowest['time']) * 1000:.0f} ms"


def fill(releases: int) -> None:
    users = [User(username=f"editor{number}", is_staff=True, is_superuser=True) for number in range(1, 21)]
    User.objects.bulk_create(users)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Release._meta.db_table} (number, created_at) {series('n, CURRENT_TIMESTAMP', releases)}"
        )
        superseded = {"number": "1", "kind": "'original'", "live_until": "'2020-01-01 00:00:00'"}
        cursor.execute(insert(releases, superseded))
        cursor.execute(insert(releases, {"number": "2", "kind": "'correction'", "live_from": "'2020-01-01 00:00:00'"}))
        cursor.execute(insert(releases // 2, {"language": "'fr'"}))
    reset_sequences()
    work_in_progress(User.objects.get(username="editor1"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def series(columns: str, count: int) -> str:
    if connection.vendor == "postgresql":
        return f"SELECT {columns} FROM generate_series(1, {count}) AS series(n)"
    return f"SELECT {columns} FROM (WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s)"


WORDS = ("mission", "council", "election", "observers", "border", "police", "media", "training", "chair", "dialogue")
TYPES = ("press-release", "news", "press-statement", "story", "spot-report", "daily-report")


def insert(count: int, values: dict[str, str]) -> str:
    """Insert editions with a body of about a page; columns not named stay empty."""
    word = "CASE n % 10 " + " ".join(f"WHEN {i} THEN '{word}'" for i, word in enumerate(WORDS)) + " END"
    kind = "CASE n % 6 " + " ".join(f"WHEN {i} THEN '{word}'" for i, word in enumerate(TYPES)) + " END"
    chosen = {
        "release": "n",
        "language": "'en'",
        "number": "1",
        "kind": "'original'",
        "state": "'released'",
        "live_from": "'2010-01-01 00:00:00'",
        "live_until": "NULL",
        "type": kind,
        "headline": f"'Report ' || n || ' of the ' || {word} || ' in a town'",
        "slug": "'report-' || n",
        "lead": "'A lead of one sentence that says what happened.'",
        "body": f"'<p>{'A sentence of the text. ' * 40}</p>'",
        "date": "'2010-01-01'",
        "places": "'[]'",
        "keywords": "'[]'",
        "change_note": "'A note.'",
    } | values
    names, columns = [], []
    for field in Edition._meta.concrete_fields:
        if field.primary_key:
            continue
        empty = "NULL" if field.null else "0" if "Integer" in field.get_internal_type() else "''"
        names.append(f'"{field.column}"')
        columns.append(cast(chosen.get(field.name, empty), field))
    return f"INSERT INTO {Edition._meta.db_table} ({', '.join(names)}) {series(', '.join(columns), count)}"


def cast(sql: str, field) -> str:
    return f"CAST({sql} AS {field.db_type(connection)})" if connection.vendor == "postgresql" else sql


def reset_sequences() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{Release._meta.db_table}', 'number'), (SELECT max(number) FROM {Release._meta.db_table}))"
            )


def work_in_progress(writer: User) -> None:
    for state, count in IN_PROGRESS.items():
        for number in range(count):
            edition = Edition.objects.create(release=Release.objects.create(), headline=f"Work {state} {number}")
            steps.record_save(edition, writer, created=True)
            Edition.objects.filter(pk=edition.pk).update(state=state)
    print(f"{RecordEntry.objects.count()} entries of the record")


if __name__ == "__main__":
    main()

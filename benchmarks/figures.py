"""Measures the page of figures on an archive of `benchmarks.archive`, every text of which gets a draft of some days, one in a hundred a correction.

DATABASE_URL=… python -m benchmarks.figures
"""

import datetime
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
os.environ.setdefault("ALLOWED_HOSTS", "localhost")
os.environ["SECOND_FACTOR"] = "off"
django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from releases.models import Edition, RecordEntry, User
from releases.models.clock import Now
from releases.models.record import CREATED

ADDRESS = "/admin/releases/edition/figures/"
ROUNDS = 3
CHUNK = 5_000
PERIODS = {
    "twelve months": "first=2020-01-01&last=2020-12-31",
    "all years": "first=1994-01-01&last=2026-12-31",
    "all years, in French": "first=1994-01-01&last=2026-12-31&language=fr",
}


def main() -> None:
    if not RecordEntry.objects.exists():
        write_drafts()
        corrections()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    call_command("collectstatic", interactive=False, verbosity=0)
    head, _new = User.objects.get_or_create(username="head", defaults={"is_staff": True, "is_superuser": True})
    client = Client(headers={"host": "localhost"})
    client.force_login(head)
    print(f"{Edition.objects.count()} editions, {RecordEntry.objects.count()} entries on {connection.vendor}")
    for name, query in PERIODS.items():
        print(f"{name:25} {measured(client, f'{ADDRESS}?{query}')}")


def write_drafts() -> None:
    """Not chained: this database is thrown away."""
    texts = Edition.objects.filter(number=1).values_list("pk", "release_id", "live_from").order_by("pk")
    rows: list[RecordEntry] = []
    for key, release, live_from in texts.iterator(chunk_size=CHUNK):
        began = live_from - datetime.timedelta(minutes=key * 37 % 20_000)
        rows.append(
            RecordEntry(
                release_id=release, edition_id=key, position=1, step=CREATED, at=began, state_after="draft", hash="-"
            )
        )
        if len(rows) == CHUNK:
            RecordEntry.objects.bulk_create(rows)
            rows = []
    RecordEntry.objects.bulk_create(rows)


def corrections() -> None:
    """Of releases whose text has ended, in which a correction can begin."""
    ended = Edition.objects.filter(live_until__isnull=False, number=1)[:2_000]
    for edition in ended:
        edition.pk, edition.number, edition.kind, edition.change_note = None, 2, "correction", "A figure was wrong."
        edition.live_from, edition.live_until, edition.state = None, None, "draft"
        edition.save()
    Edition.objects.filter(number=2, state="draft").update(state="released", live_from=Now())


def measured(client: Client, url: str) -> str:
    spent, worked = [], []
    for _ in range(ROUNDS + 1):
        start, cpu = time.perf_counter(), time.process_time()
        response = client.get(url)
        spent.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
        assert response.status_code == 200, response.status_code
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    slowest = max(queries.captured_queries, key=lambda query: float(query["time"]))
    return (
        f"{statistics.median(spent[1:]):7.0f} ms ({statistics.median(worked[1:]):.0f} of this process), the first {spent[0]:.0f}; {len(queries)} queries, the slowest "
        f"{float(slowest['time']) * 1000:.0f} ms: {slowest['sql'][:90]}"
    )


if __name__ == "__main__":
    main()

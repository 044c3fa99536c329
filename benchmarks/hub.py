"""Thousands of subscribers of one feed, told of one release by real workers: how long it takes, in how much memory, and who was told twice.

    DATABASE_URL=… python -m benchmarks.hub [SUBSCRIBERS 5000] [WORKERS 2]

DATABASE_URL names an empty database. The subscribers are one server on loopback under many addresses, since the hub calls each host in
a few places only.
"""

import datetime
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
    os.environ["WEBSUB_NETWORKS"] = "127.0.0.0/8"
    django.setup()

from django.conf import settings
from django.core.management import call_command

from releases import steps
from releases.models import HubSubscription, HubTopic
from releases.models.clock import database_time
from releases.site.hub import topics
from releases.tests.making import approved, make_edition, make_user

HOSTS = 250
LONGEST = 900  # seconds


class Subscriber(BaseHTTPRequestHandler):
    told: Counter[str] = Counter()
    lock = threading.Lock()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            self.told[self.path] += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 256


def main(number: int = 5000, workers: int = 2) -> None:
    call_command("migrate", verbosity=0)
    call_command("load_taxonomy", verbosity=0)
    steps.release_now(approved(make_edition(headline="The first")), make_user())
    with served() as port, working(workers) as processes:
        begun = time.monotonic()
        subscribe(number, port)
        time.sleep(10)
        idle = [memory(process) for process in processes]
        print(
            f"{number:,} subscribers entered in {time.monotonic() - begun - 10:.1f} s; told before: {sum(Subscriber.told.values())}"
        )
        steps.release_now(approved(make_edition(headline="The news")), make_user())
        begun = time.monotonic()
        largest = wait_for_all(number, processes)
        took = time.monotonic() - begun
    twice = sum(count > 1 for count in Subscriber.told.values())
    print(
        f"{len(Subscriber.told):,} told by {workers} workers in {took:.1f} s, {len(Subscriber.told) / took:.0f} a second; {twice} told twice"
    )
    print(f"memory of each worker: {idle} MB idle, {largest} MB at most")


@contextmanager
def served() -> Iterator[int]:
    server = Server(("0.0.0.0", 0), Subscriber)  # noqa: S104  # every address of loopback is one of ours
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()


@contextmanager
def working(number: int) -> Iterator[list["subprocess.Popen[bytes]"]]:
    command = [sys.executable, "manage.py", "db_worker", "--verbosity", "0"]
    processes = [subprocess.Popen(command, cwd=settings.BASE_DIR) for _worker in range(number)]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def subscribe(number: int, port: int) -> None:
    """As if all had asked and confirmed."""
    address = f"{settings.SITE_URL}/releases/feed/atom/"
    digest, now = topics.content(address).digest, database_time()
    topic = HubTopic.objects.create(address=address, digest=digest, looked_at=now)
    later = now + datetime.timedelta(days=1)
    HubSubscription.objects.bulk_create(
        HubSubscription(
            topic=topic,
            callback=f"http://127.0.0.{2 + place % HOSTS}:{port}/{place}",
            host=f"127.0.0.{2 + place % HOSTS}",
            told=digest,
            expires_at=later,
        )
        for place in range(number)
    )


def wait_for_all(number: int, processes: list["subprocess.Popen[bytes]"]) -> list[int]:
    """Until everyone was told and some seconds more, in which somebody might be told again. The largest memory of each worker."""
    largest, end = [0] * len(processes), time.monotonic() + LONGEST
    while HubSubscription.objects.waiting().exists() or len(Subscriber.told) < number:
        if time.monotonic() > end:
            sys.exit(f"Only {len(Subscriber.told)} were told in {LONGEST} s.")
        largest = [max(pair) for pair in zip(largest, map(memory, processes), strict=True)]
        time.sleep(0.1)
    return largest


def memory(process: "subprocess.Popen[bytes]") -> int:
    """Megabytes that are resident."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))

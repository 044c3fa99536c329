"""Queues one release for many readers and sends some of it, with the time and the memory that each takes.

    python -m benchmarks.alerts 50000 20

The database that DATABASE_URL names must be empty. The second number is the rate; sending is measured for ten seconds, to a
mail server on this machine.
"""

import os
import resource
import socket
import sys
import time

READERS, RATE = (int(number) for number in (*sys.argv[1:], "50000", "20")[:2])
with socket.socket() as found:
    found.bind(("127.0.0.1", 0))
    PORT = found.getsockname()[1]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
os.environ |= {"EMAIL_URL": f"smtp://127.0.0.1:{PORT}", "ALERTS_PER_SECOND": str(RATE)}
import django

django.setup()

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.core.management import call_command
from django.utils import timezone

from releases import steps
from releases.alerts import queueing, sending
from releases.models import Alert, Reader, Subscription
from releases.tests.making import make_edition, make_user

LISTS = 500


def main() -> None:
    call_command("migrate", verbosity=0)
    queueing.look()
    subscribe()
    edition = make_edition(headline="Mission opens an office")
    steps.submit(edition, make_user())
    steps.approve(edition, make_user())
    steps.release_now(edition, make_user())
    time.sleep(0.01)
    before, begun = memory(), time.monotonic()
    queued = queueing.look()
    print(
        f"{queued} of {READERS} readers of {LISTS} lists queued in {time.monotonic() - begun:.1f} s, {memory() - before} MB more memory"
    )
    before = memory()
    server = Controller(Sink(), hostname="127.0.0.1", port=PORT)
    server.start()
    try:
        sending.send(10)
    finally:
        server.stop()
    sent = Alert.objects.filter(sent_at__isnull=False).count()
    print(f"{sent / 10:.1f} letters a second of {RATE} set, {memory() - before} MB more memory")
    assert queued == READERS


def subscribe() -> None:
    """Half follow everything; the others one of many searches, each of which finds the release."""
    for first in range(0, READERS, 5000):
        numbers = range(first, min(first + 5000, READERS))
        readers = Reader.objects.bulk_create([Reader(address=f"reader{number}@example.org") for number in numbers])
        Subscription.objects.bulk_create(
            Subscription(reader=reader, query=query_of(number), language="en", confirmed_at=timezone.now())
            for number, reader in zip(numbers, readers, strict=True)
        )


def query_of(number: int) -> str:
    return "language=en" if number % 2 else f"q=office&from=1999-01-01&to={2000 + number % LISTS}-01-01&language=en"


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


main()

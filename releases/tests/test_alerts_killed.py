"""The sender is killed (-9) at random points over letters to a real mail server: each arrives once, or is named as uncertain."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.utils import timezone

from releases.models import Alert, Reader, Subscription
from releases.models.alerts import HELD
from releases.tests.making import make_live_edition
from releases.tests.processes import database_url, free_port

# `make soak-alerts` sends two thousand and kills two hundred times.
LETTERS = int(os.environ.get("ALERT_LETTERS", "100"))
KILLS = int(os.environ.get("ALERT_KILLS", "20"))
# A process that is ready to send, and for each line that it reads lets a copy of itself do so: a new one needs seconds to start.
SENDER = """
import os, sys, django; django.setup()
from releases.alerts import sending
for _line in sys.stdin:
    child = os.fork()
    if not child:
        while sending.send(60): pass
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Mailbox:
    """Notes each message once it has been accepted: recipient and Message-ID."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 # named by aiosmtpd
        lines = envelope.content.decode().splitlines()
        name = next(line for line in lines if line.lower().startswith("message-id"))
        self.arrived += [(address, name) for address in envelope.rcpt_tos]
        return "250 OK"


def sender(port: int) -> subprocess.Popen:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "osce_cms.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "ALERTS_PER_SECOND": "1000",
    }
    return subprocess.Popen(
        [sys.executable, "-c", SENDER],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        cwd=settings.BASE_DIR,
    )


def send(senders: subprocess.Popen) -> int:
    """The id of a process that sends what is due."""
    assert senders.stdin
    assert senders.stdout
    senders.stdin.write("send\n")
    return int(senders.stdout.readline())


def status(senders: subprocess.Popen) -> int:
    """How the last one ended, once it has."""
    assert senders.stdout
    return int(senders.stdout.readline())


def killed_once(senders: subprocess.Popen, mailbox: Mailbox, wanted: int) -> None:
    """Killed some milliseconds after it has sent the wanted number, wherever it then is."""
    before, end = len(mailbox.arrived), time.monotonic() + 30
    process = send(senders)
    while len(mailbox.arrived) - before < wanted and time.monotonic() < end:
        time.sleep(0.001)
    time.sleep(random.random() * 0.02)
    os.kill(process, signal.SIGKILL)
    assert status(senders) == signal.SIGKILL
    # Its claims expire by themselves; here nobody waits for it.
    Alert.objects.waiting().update(due_at=timezone.now() - HELD)


@pytest.mark.django_db(transaction=True)
def test_each_letter_arrives_once_or_is_named_however_often_the_sender_is_killed():
    edition = make_live_edition()
    for number in range(LETTERS):
        reader = Reader.objects.create(address=f"reader{number}@example.org")
        subscription = Subscription.objects.create(reader=reader, query="language=en", language="en")
        Alert.objects.create(reader=reader, edition=edition, subscription=subscription, due_at=timezone.now())
    mailbox = Mailbox()
    port = free_port()
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    senders = sender(port)
    try:
        for _kill in range(KILLS):
            killed_once(senders, mailbox, random.randrange(max(2, LETTERS // (KILLS + 1))))
        send(senders)
        assert status(senders) == 0
    finally:
        senders.communicate()
        server.stop()

    times = Counter(address for address, _name in mailbox.arrived)
    uncertain = set(Alert.objects.uncertain().values_list("reader__address", flat=True))
    twice = sum(count > 1 for count in times.values())
    sys.stdout.write(f"{len(times)} letters, {KILLS} kills: {len(uncertain)} named, {twice} arrived twice\n")
    assert len(times) == LETTERS
    assert {address for address, count in times.items() if count > 1} <= uncertain
    assert len(uncertain) <= KILLS
    assert len(set(mailbox.arrived)) == LETTERS  # twice the same Message-ID

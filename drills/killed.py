"""Processes of the site, and PostgreSQL, killed under load."""

import os
import random
import signal
import threading
import time

from drills import newsroom
from drills.nodes import Node, running
from drills.postgres import servers
from drills.visitors import Crowd

PATHS = ["/", "/releases/", "/releases/feed/atom/", "/countries/ukraine/", "/robots.txt", "/releases/?q=council"]
VISITORS = 8
LOST = 0.005  # of all requests, while processes die
AT_ONCE = 1.0  # seconds after a death in which its own requests fail
APART = 6.5  # seconds between two deaths; of two of the same process within 5.5 s the server makes a restart
BACK = 10.0  # seconds after the return of the database


def processes() -> None:
    """Ten times a process of the site is killed, five times all are renewed."""
    with servers() as (database,):
        newsroom.open_on(database.url)
        with running(Node(database.url, WEB_WORKERS="2")) as (node,):
            with Crowd(node.port, PATHS, VISITORS) as crowd:
                deaths = []
                for _ in range(10):
                    time.sleep(APART)
                    deaths.append(time.monotonic())
                    os.kill(random.choice(node.processes(at_least=2)), signal.SIGKILL)  # noqa: S311
                time.sleep(3)
            lost = crowd.tally.other_than("200")
            print(f"  killed ten times: {crowd.tally}")
            assert lost <= LOST * crowd.tally.total, f"{lost} requests were lost"
            for death in deaths:
                assert crowd.tally.lost_between(death, death + AT_ONCE) <= VISITORS, "one visitor lost two requests"
            assert lost == sum(crowd.tally.lost_between(death, death + AT_ONCE) for death in deaths)
            with Crowd(node.port, PATHS, VISITORS) as crowd:
                for _ in range(5):
                    time.sleep(3)
                    node.reload()
                time.sleep(3)
            print(f"  renewed five times: {crowd.tally}")
            assert crowd.tally.other_than("200") == 0, "a renewal lost requests"


def database() -> None:
    """PostgreSQL is killed three times, and gone for eight seconds."""
    with servers() as (database,):
        newsroom.open_on(database.url)
        with running(Node(database.url, WEB_WORKERS="2")) as (node,):
            for path in PATHS:
                node.get(path)
            writer, slowest = Writer(), []
            for number in range(3):
                kept, others = Crowd(node.port, PATHS, 4), Crowd(node.port, never_asked_before(number), 1, pause=0.1)
                with kept, others, writer.writing():
                    time.sleep(2)
                    database.kill()
                    time.sleep(8)
                    database.start()
                    back = seconds_until_answered(node, f"/releases/?from=200{number}-01-01")
                    time.sleep(2)
                print(f"  killed: pages in the cache: {kept.tally}")
                print(f"          pages that were not: {others.tally}; back {back:.1f} s after the server")
                assert back < BACK
                assert kept.tally.other_than("200", "503") == 0
                assert others.tally.other_than("200", "503") == 0
                slowest.append(max(kept.tally.seconds + others.tally.seconds))
            lost = writer.lost()
            print(f"  of {len(writer.acknowledged)} drafts that were acknowledged, {lost} were lost")
            assert writer.acknowledged
            assert lost == 0
            assert max(slowest) < 2.5


def never_asked_before(number: int) -> list[str]:
    return [f"/releases/?q=council+{number}+{page}" for page in range(5000)]


def seconds_until_answered(node: Node, path: str) -> float:
    began = time.monotonic()
    while node.get(path)[0] != 200:
        time.sleep(0.05)
    return time.monotonic() - began


class Writer:
    """Saves drafts as fast as it can, and notes which ones were acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: list[int] = []
        self._ended = threading.Event()

    def writing(self) -> "Writer":
        self._ended.clear()
        self._thread = threading.Thread(target=self._write)
        return self

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _write(self) -> None:
        from django.db import DatabaseError, InterfaceError, connection

        from releases.tests.making import make_edition

        while not self._ended.is_set():
            try:
                self.acknowledged.append(make_edition(headline="Written while the server died").pk)
            except (DatabaseError, InterfaceError):
                connection.close()
                time.sleep(0.1)

    def lost(self) -> int:
        from django.db import connection

        from releases.models import Edition

        connection.close()  # which died with the server
        return len(self.acknowledged) - Edition.objects.filter(pk__in=self.acknowledged).count()

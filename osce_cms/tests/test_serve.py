"""`make run` and `make serve` start the site and the worker; they work, are replaced where they die, and do not outlive it."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="`make run` has got a file of SQLite"),
]

PATIENCE = 60  # seconds; a machine running all tests at once is slow


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A copy, since the worker writes to it."""
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as tests, closing(sqlite3.connect(path)) as copy:
        tests.backup(copy)
    return path


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def served(database: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "scripts/serve.py", f"127.0.0.1:{port}"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "on"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        yield process
        process.terminate()


def comes_true(question: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError, sqlite3.OperationalError):
            if question():
                return True
        time.sleep(0.1)
    return False


def site_answers(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=5) as answer:
        return answer.status == 200


def worker_has_done_something(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as copy:
        (count,) = copy.execute(
            "SELECT COUNT(*) FROM django_tasks_database_dbtaskresult WHERE status = 'SUCCESSFUL'"
        ).fetchone()
    return count > 0


@pytest.fixture
def figures() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def in_production(database: Path, port: int, figures: int) -> Iterator[subprocess.Popen[bytes]]:
    command = ["scripts/serve.py", "--production", "--figures", f"127.0.0.1:{figures}", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "on", "WEB_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        yield process
        process.terminate()


def figure(port: int, name: str) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        found = re.search(rf"^{name}(?:{{.*}})? (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(found[1]) if found else 0


def processes_that_serve(port: int) -> set[int]:
    """By the titles that the server gives its processes."""
    found = subprocess.run(
        ["pgrep", "-f", f"granian .*:{port} .* worker-"], capture_output=True, text=True, check=False
    )
    return set(map(int, found.stdout.split()))


class Visitor:
    """Asks again and again on one connection, and opens another where it is told that this one ends."""

    def __init__(self, port: int) -> None:
        self.port, self.told_to_go = port, 0
        self.lost: list[str] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> "Visitor":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._ended.is_set():
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
                try:
                    self._ask_on(connection)
                except (OSError, http.client.HTTPException) as error:
                    self.lost.append(repr(error))

    def _ask_on(self, connection: http.client.HTTPConnection) -> None:
        while not self._ended.wait(0.05):
            connection.request("GET", "/robots.txt")
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                self.lost.append(str(answer.status))
            if answer.will_close:
                self.told_to_go += 1
                return


def test_process_that_leaves_accepts_no_more_and_leaves_the_queue_to_the_others():
    leaves = """
import os, socket, sys
from osce_cms.serving.leaving import accept_no_more

listening, copy = int(sys.argv[1]), os.dup(int(sys.argv[1]))
accept_no_more(listening)
for descriptor in (listening, copy):
    try:
        socket.socket(fileno=descriptor).accept()
    except BlockingIOError:
        print("nobody")
"""
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.create_connection(listening.getsockname()) as client,
    ):
        client_address = client.getsockname()
        told = subprocess.run(
            [sys.executable, "-c", leaves, str(listening.fileno())],
            cwd=settings.BASE_DIR,
            pass_fds=[listening.fileno()],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        accepted, address = listening.accept()
        accepted.close()

    assert told.stdout.split() == ["nobody", "nobody"]
    assert address == client_address


@pytest.mark.skipif(sys.platform != "linux", reason="the processes are found as on Linux")
def test_in_production_what_dies_is_replaced_what_is_new_is_loaded_and_nothing_stays_behind(
    in_production, port, figures
):
    assert comes_true(lambda: site_answers(port))
    assert comes_true(lambda: figure(figures, "newsroom_requests_total") >= 1)
    assert comes_true(lambda: figure(figures, "newsroom_worker_heartbeat_seconds") > 0)

    before = processes_that_serve(port)
    assert before
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert comes_true(lambda: site_answers(port))
    replaced = processes_that_serve(port)
    assert not replaced & before

    with Visitor(port) as visitor:
        for _ in range(3):  # the second and third of which are one
            in_production.send_signal(signal.SIGHUP)
        assert comes_true(lambda: not processes_that_serve(port) & replaced)
    assert visitor.lost == []
    assert visitor.told_to_go >= 1

    in_production.kill()
    in_production.communicate(timeout=PATIENCE)  # the pipe closes once no process can write to it
    with pytest.raises(OSError, match="refused"):
        site_answers(port)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=["Ctrl-C", "terminal closed"])
def test_site_and_worker_work_and_end_together(served, database, port, number):
    assert comes_true(lambda: site_answers(port))
    assert comes_true(lambda: worker_has_done_something(database))

    served.send_signal(number)

    served.communicate(timeout=PATIENCE)  # the pipe closes once no process can write to it
    assert served.returncode == 0


def test_if_the_port_is_taken_neither_process_remains(served, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        output, _ = served.communicate(timeout=PATIENCE)

    assert b"already in use" in output
    assert served.returncode == 1


def test_neither_stays_behind_where_what_started_them_is_killed(served, database, port):
    assert comes_true(lambda: site_answers(port))
    assert comes_true(lambda: worker_has_done_something(database))

    served.kill()

    served.communicate(timeout=PATIENCE)  # the pipe closes once no process can write to it
    with pytest.raises(OSError, match="refused"):
        site_answers(port)

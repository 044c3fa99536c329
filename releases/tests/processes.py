"""Processes of the real server on the database of the test, which must be a transactional one."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import connection

PATIENCE = 90  # seconds; a machine running all tests at once is slow


def database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(number: int, **settings_of_theirs: str) -> Iterator[list[str]]:
    """So many processes, each under an address of its own, as if a balancer had chosen it."""
    assert "test" in str(connection.settings_dict["NAME"]), "not the newsroom's own database"
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "SECOND_FACTOR": "off",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "on",
    }
    ports = [free_port() for _ in range(number)]
    processes = [process(port, environment | settings_of_theirs) for port in ports]
    try:
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        for address in addresses:
            wait_for(address)
        yield addresses
    finally:
        for each in processes:
            each.terminate()
        for each in processes:
            each.wait(PATIENCE)


def process(port: int, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    options = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    return subprocess.Popen(
        [sys.executable, "-m", "granian", "osce_cms.wsgi:application", "--interface", "wsgi", "--no-log", *options],
        cwd=settings.BASE_DIR,
        env=environment,
    )


def wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"{address}/robots.txt", timeout=5) as answer:  # noqa: S310 # ours
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")

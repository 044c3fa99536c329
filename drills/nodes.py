"""Nodes of the site: the production server with its worker, as `make serve` starts it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scripts.with_postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90


class Node:
    def __init__(self, url: str, *, clock: str = "", **environment: str) -> None:
        self.port, self.clock = free_port(), clock
        self.environment = (
            {
                name: value for name, value in os.environ.items() if name != "DATABASE_POOL"
            }  # off in the drill's own process
            | {"DATABASE_URL": url, "ALLOWED_HOSTS": "127.0.0.1,www.example.org", "SECOND_FACTOR": "off"}
            | environment
        )
        self.log = Path(tempfile.mkdtemp(prefix="node-")) / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds to the first answer."""
        began = time.monotonic()
        clock = ["faketime", "-f", self.clock] if self.clock else []
        self.process = subprocess.Popen(
            [*clock, sys.executable, "scripts/serve.py", "--production", f"127.0.0.1:{self.port}"],
            cwd=ROOT, env=self.environment, stdout=self.log.open("ab"), stderr=subprocess.STDOUT, process_group=0,
        )  # fmt: skip
        while time.monotonic() - began < PATIENCE:
            with suppress(OSError):
                self.get("/robots.txt")
                return time.monotonic() - began
            time.sleep(0.02)
        raise TimeoutError(self.log.read_text()[-2000:])

    def get(self, path: str, timeout: float = 10) -> tuple[int, str]:
        return get(f"http://127.0.0.1:{self.port}{path}", timeout)

    def processes(self, at_least: int = 0) -> list[int]:
        """Those that answer requests, by the titles that the server gives them."""
        title = f"granian .*:{self.port} .* worker-"
        while True:
            found = subprocess.run(["pgrep", "-f", title], capture_output=True, text=True, check=False)
            if len(pids := found.stdout.split()) >= at_least:
                return list(map(int, pids))
            time.sleep(0.1)

    def reload(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """The server, and with it what sets its clock, which would leave it behind."""
        if self.process:
            until = time.monotonic() + PATIENCE
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
                while time.monotonic() < until:
                    self.process.poll()
                    os.killpg(self.process.pid, 0)
                    time.sleep(0.1)


def get(address: str, timeout: float = 10) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@contextmanager
def running(*nodes: Node) -> Iterator[tuple[Node, ...]]:
    try:
        for node in nodes:
            print(f"  a node answered {node.start():.1f} s after its start")
        yield nodes
    finally:
        for node in nodes:
            node.stop()

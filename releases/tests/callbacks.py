"""Servers of subscribers, for tests of the hub: each path behaves in its own way."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Received:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Callbacks:
    """`received` holds every request; `statuses` what each path answers to a delivery, 204 unless told otherwise."""

    address: str = ""
    received: list[Received] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    closed: threading.Event = field(default_factory=threading.Event)

    def deliveries(self, path: str) -> list[Received]:
        return [each for each in self.received if each.method == "POST" and each.path == path]

    def verifications(self, path: str) -> list[Received]:
        return [each for each in self.received if each.method == "GET" and each.path == path]


class Handler(BaseHTTPRequestHandler):
    callbacks: Callbacks

    def do_GET(self) -> None:
        received = self._kept(b"")
        if received.path == "/trickling":
            self._trickle()
        elif received.path == "/redirecting":
            self.send_response(302)
            self.send_header("Location", f"{self.callbacks.address}/willing?{urlsplit(self.path).query}")
            self.end_headers()
        else:
            willing = received.path != "/unwilling"
            self._answer(200 if willing else 404, received.query.get("hub.challenge", "").encode() if willing else b"")

    def do_POST(self) -> None:
        received = self._kept(self.rfile.read(int(self.headers["Content-Length"])))
        if received.path == "/hanging":
            self.callbacks.closed.wait(30)
            return
        self._answer(self.callbacks.statuses.get(received.path, 204), b"")

    def _kept(self, body: bytes) -> Received:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        received = Received(self.command, parts.path, query, dict(self.headers), body)
        self.callbacks.received.append(received)
        return received

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _trickle(self) -> None:
        try:
            while not self.callbacks.closed.wait(0.05):
                self.wfile.write(b"H")
        except OSError:
            time.sleep(0)

    def log_message(self, *arguments: object) -> None:
        """Nothing is printed."""


@contextmanager
def callbacks(host: str = "127.0.0.1") -> Iterator[Callbacks]:
    found = Callbacks()
    server = ThreadingHTTPServer((host, 0), type("OfThisTest", (Handler,), {"callbacks": found}))
    server.daemon_threads = True
    server.block_on_close = False
    found.address = f"http://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.closed.set()
        server.shutdown()
        server.server_close()
        thread.join()

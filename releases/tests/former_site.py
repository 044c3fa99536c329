"""A former site on this machine, from which an import may fetch."""

import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest


class Former(NamedTuple):
    """Its address, the files that it has by their path, what redirects, and what was asked for."""

    home: str
    files: dict[str, bytes]
    redirects: dict[str, str]
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    former: Former

    def do_GET(self) -> None:
        self.former.asked.append(self.path)
        content, onward = self.former.files.get(self.path), self.former.redirects.get(self.path)
        self.send_response(301 if onward else 404 if content is None else 200)
        if onward:
            self.send_header("Location", onward)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def former(settings: Any) -> Iterator[Former]:
    settings.IMPORT_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Handler.former = Former(f"http://127.0.0.1:{server.server_port}", {}, {}, [])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()

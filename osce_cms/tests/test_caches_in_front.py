"""nginx and Varnish, as `deploy/` sets them up, drop what they are told has changed, and keep nobody's own pages."""

import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings

from drills.front import nginx
from releases.site.personal import SIGNED_IN
from releases.site.purging import tell
from scripts.with_postgres import free_port

DEPLOY = Path(settings.BASE_DIR) / "deploy"
KEYS = {
    "/one": "site release-1",
    "/eleven": "site release-11",
    "/list": "site lists release-1 release-11",
    "/other": "site",
}
OWN = [*SIGNED_IN, "/preview/"]
LONG = b"x" * 82_703  # on loopback, which takes 64 kB at once, something is left for a second packet


@pytest.fixture
def node() -> Iterator[ThreadingHTTPServer]:
    """Answers with keys and the cookie, and counts what it is asked."""

    class Node(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append(self.path)  # type: ignore[attr-defined]
            self.send_response(200)
            body = LONG if self.path == "/other" else self.headers.get("Cookie", "nobody").encode()
            headers = {
                "Cache-Control": "public, max-age=300",
                "Surrogate-Key": KEYS.get(self.path, "site"),
                "Content-Length": str(len(body)),
            }
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Node)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def asked_again(port: int, node: ThreadingHTTPServer) -> list[str]:
    """The pages for which the cache asks the node now."""
    node.asked.clear()  # type: ignore[attr-defined]
    for path in KEYS:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            assert answer.status == 200
            assert "Surrogate-Key" not in answer.headers
    return list(node.asked)  # type: ignore[attr-defined]


def drops_what_it_is_told(port: int, node: ThreadingHTTPServer) -> None:
    wait_for(port)
    tell(["site"])
    assert asked_again(port, node) == [*KEYS]
    assert asked_again(port, node) == []

    tell(["release-1"])
    assert asked_again(port, node) == ["/one", "/list"]
    tell(["lists", "release-7"])
    assert asked_again(port, node) == ["/list"]
    tell(["site"])
    assert asked_again(port, node) == [*KEYS]


def keeps_nobodys_own_pages(port: int) -> None:
    """Although this node would let them."""
    for path in OWN:
        for cookie in ("person=anna", "person=boris"):
            with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                connection.request("GET", path, headers={"Cookie": cookie})
                assert connection.getresponse().read().decode() == cookie


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_drops_what_the_command_is_told(node, settings):
    with nginx(node.server_port) as front:
        settings.SURROGATE_KEYS, settings.PURGE_COMMAND = "Surrogate-Key", f"{DEPLOY}/purge-nginx.sh {front.cache}"

        drops_what_it_is_told(front.port, node)
        keeps_nobodys_own_pages(front.port)


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_sends_the_end_of_a_long_page_at_once(node):
    """With Debian's `tcp_nopush on` it waits until the client acknowledges the beginning, which takes 40 ms."""
    with nginx(node.server_port) as front:
        took = []
        with closing(HTTPConnection("127.0.0.1", front.port)) as client:
            for _ in range(20):
                began = time.monotonic()
                client.request("GET", "/other")
                assert client.getresponse().read() == LONG
                took.append(time.monotonic() - began)

    assert median(took[-5:]) < 0.03  # a client acknowledges the first few at once


@pytest.mark.skipif(not shutil.which("varnishd"), reason="Varnish is not installed")
def test_varnish_drops_what_it_is_told(node, settings):
    with varnish(node.server_port) as port:
        settings.SURROGATE_KEYS, settings.PURGE_URLS = "Surrogate-Key", [f"http://127.0.0.1:{port}/"]

        drops_what_it_is_told(port, node)
        keeps_nobodys_own_pages(port)


@contextmanager
def varnish(node: int) -> Iterator[int]:
    port = free_port()
    with TemporaryDirectory(prefix="varnish-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        configuration = (DEPLOY / "varnish.vcl").read_text().replace('.port = "8000"', f'.port = "{node}"')
        (folder / "site.vcl").write_text(configuration)
        process = subprocess.Popen(
            [
                "varnishd",
                "-F",
                "-a",
                f"127.0.0.1:{port}",
                "-f",
                folder / "site.vcl",
                "-n",
                folder / "state",
                "-s",
                "malloc,16m",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield port
        finally:
            process.terminate()
            process.wait(20)


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/other", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError

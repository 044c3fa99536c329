"""The minute after a release became public, and clients that keep connections open and say nothing."""

import re
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from http.cookies import SimpleCookie

from drills import newsroom
from drills.nodes import Node, get, running
from drills.postgres import servers
from drills.visitors import Crowd

CLIENTS = 500
MINUTE = 60.0
SLOW = 500


def spike() -> None:
    """500 clients on the newest release, its feed and the list, from the second it becomes public; an editor saves meanwhile."""
    with servers() as (database,):
        newsroom.open_on(database.url)
        from releases.tests.making import make_edition, make_scheduled_edition

        draft = make_edition()
        with running(Node(database.url, WEB_WORKERS="2")) as (node,):
            editor = Editor(node.port)
            edition = make_scheduled_edition(headline="What everyone waits for", at=newsroom.in_seconds(12))
            address = edition.get_absolute_url()
            assert node.get(address)[0] == 404
            while node.get(address)[0] == 404:
                time.sleep(0.05)
            paths = [address, "/releases/feed/atom/", "/releases/"]
            saves = []
            with Crowd(node.port, paths, CLIENTS, pause=0.5) as crowd:
                until = time.monotonic() + MINUTE
                while time.monotonic() < until:
                    saves.append(editor.save(draft.pk))
                    time.sleep(4)
            print(f"  {CLIENTS} clients for {MINUTE:.0f} s: {crowd.tally}")
            print(
                f"  an editor's {len(saves)} saves: median {sorted(saves)[len(saves) // 2]:.2f} s, slowest {max(saves):.2f} s"
            )
            assert crowd.tally.other_than("200") == 0
            assert crowd.tally.percentile(0.99) < 1
            assert max(saves) < 2


class Editor:
    """Saves a draft through the form, as a browser does."""

    def __init__(self, port: int) -> None:
        from django.contrib.sessions.backends.db import SessionStore
        from django.test import Client

        from releases.tests.making import make_user

        self.port, user = port, make_user()
        client = Client()
        client.force_login(user)
        self.cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
        assert SessionStore(client.cookies["sessionid"].value).load()

    @property
    def cookie(self) -> str:
        return self.cookies.output(attrs=[], header="", sep=";").strip()

    def status(self, path: str) -> int:
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Cookie": self.cookie})
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def save(self, pk: int) -> float:
        address = f"http://127.0.0.1:{self.port}/admin/releases/edition/{pk}/change/"
        began = time.monotonic()
        form = urllib.request.Request(address, headers={"Cookie": self.cookie})
        with urllib.request.urlopen(form, timeout=30) as answer:
            assert answer.status == 200, answer.status
            assert "/login" not in answer.url
            page = answer.read().decode()
        fields = fields_of(page)
        fields["lead"] = [f"The office opened at {time.time()}."]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        cookie = f"{self.cookie}; csrftoken={csrf_cookie(answer)}"
        post = urllib.request.Request(
            address, urllib.parse.urlencode(fields, doseq=True).encode(), headers={"Cookie": cookie, "Referer": address}
        )
        with urllib.request.urlopen(post, timeout=30) as answer:
            text = answer.read().decode()
            assert '<p class="errornote">' not in text, re.findall(r'class="errorlist[^>]*>.*?</ul>', text, re.DOTALL)
        return time.monotonic() - began


def csrf_cookie(answer: object) -> str:
    for header in answer.headers.get_all("Set-Cookie") or []:  # type: ignore[attr-defined]
        if header.startswith("csrftoken="):
            return header.split("=", 1)[1].split(";")[0]
    return ""


def fields_of(page: str) -> dict[str, list[str]]:
    from lxml import html

    form = html.fromstring(page).get_element_by_id("edition_form")
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    found["_continue"] = ["1"]
    return found


def slow_connections() -> None:
    """500 connections that send half a request; readers are served meanwhile."""
    with servers() as (database,):
        newsroom.open_on(database.url)
        with running(Node(database.url, WEB_WORKERS="2")) as (node,):
            held = []
            for _ in range(SLOW):
                slow = socket.create_connection(("127.0.0.1", node.port), timeout=10)
                slow.send(b"GET /releases/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
                held.append(slow)
            with Crowd(node.port, ["/", "/releases/", "/releases/feed/rss/"], 8) as crowd:
                until = time.monotonic() + 20
                while time.monotonic() < until:
                    for slow in held:
                        with suppress(OSError):
                            slow.send(b"x")
                    time.sleep(2)
            closed = sum(is_closed(slow) for slow in held)
            print(f"  {SLOW} slow connections, of which the server has closed {closed}: {crowd.tally}")
            assert crowd.tally.other_than("200") == 0
            assert crowd.tally.percentile(0.99) < 1
            assert get(f"http://127.0.0.1:{node.port}/healthz")[0] == 200


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        return connection.recv(1) == b"" or True
    except TimeoutError:
        return False
    except OSError:
        return True

"""nginx with the configuration of deploy/, in front of two nodes whose clocks are four minutes off, in both directions."""

import datetime
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from drills import newsroom
from drills.nodes import PATIENCE, ROOT, Node, get, running
from drills.postgres import servers
from scripts.with_postgres import free_port

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "200"))
EVERY = 1.5  # seconds between two instants
SECOND = datetime.timedelta(seconds=1)
RECENT = 12 * SECOND  # until then, what came is among the first of every list
WITHDRAWN = 3.5 * SECOND  # one in a cache, one in the node's own, one for nginx's whole seconds


@dataclass(frozen=True)
class Front:
    port: int
    cache: Path
    pid: int


@contextmanager
def nginx(*ports: int, static: Path = ROOT / "var" / "static", closed: str = "") -> Iterator[Front]:
    """Without TLS, since the certificate is the operator's. `closed` is what the operator puts before the other locations."""
    port = free_port()
    with TemporaryDirectory(prefix="nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "newsroom.conf").write_text(
            adapted((ROOT / "deploy" / "nginx.conf").read_text(), folder, port, ports, static).replace(
                "    location / {", f"{closed}\n    location / {{"
            )
        )
        (folder / "nginx.conf").write_text(
            f"pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; events {{ worker_connections 2000; }}\n"
            f"http {{ include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on; include {folder}/newsroom.conf; }}\n"
        )
        subprocess.run(["nginx", "-t", "-q", "-c", folder / "nginx.conf"], check=True)
        process = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-g", "daemon off;"])
        try:
            wait_until_open(port)
            yield Front(port, folder / "cache", process.pid)
        finally:
            process.terminate()
            process.wait(20)


def wait_until_open(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise TimeoutError(f"Nothing listens at {port}.")


def adapted(text: str, folder: Path, port: int, ports: tuple[int, ...], static: Path) -> str:
    """As the operator would replace names and paths."""
    nodes = "\n".join(f"    server 127.0.0.1:{each} max_fails=1 fail_timeout=2s;" for each in ports)
    text = re.sub(r"    server 127\.0\.0\.1:8000[^\n]*", nodes, text)
    text = re.sub(r"server \{\n    listen (443 ssl|80) default_server;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"    ssl_certificate[^\n]*\n", "", text)
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace("www.example.org", "127.0.0.1")
    return text.replace("/var/cache/nginx/newsroom", f"{folder}/cache").replace(
        "/srv/newsroom/site/var/static", str(static)
    )


@dataclass
class Due:
    """Something that becomes public at an instant, or ceases to be."""

    headline: str
    at: datetime.datetime
    address: str
    lists: tuple[str, ...]  # that show it by name
    appears: bool = True


def rounds() -> None:
    """200 releases and 200 corrections at their instant, 20 withdrawals, in every answer through nginx and its cache."""
    if not shutil.which("nginx") or not shutil.which("faketime"):
        sys.exit("Install nginx and faketime.")
    with servers() as (database,):
        newsroom.open_on(database.url)
        fast, slow = (Node(database.url, clock=clock, WEB_WORKERS="1") for clock in ("+240s", "-240s"))
        with running(fast, slow), nginx(fast.port, slow.port) as front:
            port = front.port
            due = planned(ROUNDS)
            asked = watch(port, due, due[-1].at + 3 * SECOND)
            print(f"  {ROUNDS} releases: {asked} answers, none early, none later than a second")
            corrected = corrections(due)
            asked = watch(port, corrected, corrected[-1].at + 3 * SECOND)
            print(f"  {len(corrected) // 2} corrections: {asked} answers, none early, none later than a second")
            print(f"  20 withdrawals were gone from nginx after {withdrawals(port, due[-20:]):.1f} s at most")


def planned(count: int) -> list[Due]:
    from releases.models.clock import database_time
    from releases.tests.making import make_scheduled_edition
    from taxonomy.models import FieldOfWork

    field = FieldOfWork.objects.get(slug="elections")
    begin = database_time() + datetime.timedelta(seconds=max(20, count))
    found = []
    for number in range(count):
        headline = f"Communiqué of round {number:03}."
        at = begin + number * datetime.timedelta(seconds=EVERY)
        edition = make_scheduled_edition(headline=headline, at=at, fields_of_work=[field], date=at.date())
        found.append(Due(headline, at, edition.get_absolute_url(), LISTS))
    assert database_time() < begin, "the machine is too slow to prepare as many rounds"
    return found


def corrections(public: list[Due]) -> list[Due]:
    """Each ends one text and begins another at the same instant."""
    from releases import steps
    from releases.models import Edition
    from releases.models.clock import database_time
    from releases.tests.making import approved, make_user

    prepared = []
    for old in public:
        new = steps.start_next(
            Edition.objects.live().get(headline=old.headline),
            make_user(),
            kind="correction",
            change_note="A name was misspelt.",
        )
        new.headline = f"Corrected: {old.headline}"
        new.save()
        prepared.append(approved(new))
    begin = database_time() + datetime.timedelta(seconds=max(20, len(public)))
    found = []
    for number, (old, new) in enumerate(zip(public, prepared, strict=True)):
        at = begin + number * datetime.timedelta(seconds=EVERY)
        steps.schedule(new, make_user(), at)
        page = (len(public) - 1 - number) // 20 + 1  # a correction does not move a release
        lists = (f"/releases/?page={page}", f"/fields-of-work/elections/?page={page}")
        found.append(Due(f">{old.headline}<", at, "", lists, appears=False))
        found.append(Due(new.headline, at, new.get_absolute_url(), (*lists, CORRECTIONS, BY_ADDRESS)))
    assert database_time() < begin, "the machine is too slow to prepare as many rounds"
    return found


CORRECTIONS = "/releases/feed/corrections/"
BY_ADDRESS = "/sitemap-releases-0.xml"
LISTS = (
    "/releases/",
    "/releases/feed/atom/",
    "/fields-of-work/elections/",
    "/sitemap-news.xml",
    BY_ADDRESS,
)
NEVER = ("/no/such/page/", "/releases/999999/")


def watch(port: int, due: list[Due], until: datetime.datetime) -> int:
    """Ask for everything again and again; what is asked about is compared with every answer. Returns the number of answers."""
    from releases.models.clock import database_time

    asked = 0
    while (now := database_time()) < until:
        near = [one for one in due if abs(one.at - now) < RECENT]
        addresses = [one.address for one in near if one.address and abs(one.at - now) < 3 * SECOND]
        lists = {path for one in near for path in one.lists}
        for path in (*sorted(lists), *NEVER, *addresses):
            asked_at = database_time()
            status, text = get(f"http://127.0.0.1:{port}{path}")
            check(path, status, text, near, asked_at, database_time())
            asked += 1
    return asked


def check(
    path: str, status: int, text: str, near: list[Due], asked_at: datetime.datetime, answered_at: datetime.datetime
) -> None:
    for one in near:
        told = (one.address in text) if path == BY_ADDRESS else (one.headline in text)
        concerned = path in one.lists or path == one.address
        if one.appears:
            assert not told or answered_at >= one.at, f"{one.headline} was early in {path}"
            assert (told and status == 200) or not concerned or asked_at < one.at + SECOND, (
                f"{one.headline} was late in {path}"
            )
        elif path in one.lists:
            assert not told or asked_at < one.at + SECOND, f"{one.headline} was still in {path}"


def withdrawals(port: int, public: list[Due]) -> float:
    """Seconds until the last one was gone from the lists."""
    from releases import steps
    from releases.models import Edition
    from releases.tests.making import make_user

    slowest = 0.0
    for old in public:
        release = Edition.objects.filter(headline=old.headline).latest("pk").release_id
        edition = Edition.objects.live().get(release_id=release)
        for path in LISTS:
            get(f"http://127.0.0.1:{port}{path}")
        steps.withdraw(edition, make_user(), "It was wrong.")
        began = time.monotonic()
        while any(edition.headline in get(f"http://127.0.0.1:{port}{path}")[1] for path in LISTS):
            assert time.monotonic() - began < WITHDRAWN.total_seconds(), "a withdrawn text stayed"
            time.sleep(0.1)
        slowest = max(slowest, time.monotonic() - began)
    return slowest

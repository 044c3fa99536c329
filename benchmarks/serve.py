"""Measures the site under its production server: requests a second, latency and processor time of each kind of page, rendered
for every request and from the page cache.

    python -m benchmarks.serve CONTENT.jsonl [TARGET …] --peers FOLDER [--seconds 4] [--rounds 3]

DATABASE_URL names an empty PostgreSQL database, which is filled with CONTENT (JSON Lines, ids r000001 …), or one that an
earlier run has filled. `peers.py` of the folder measures us, with and without the page cache, and those of its targets that
are named, in one run; the medians are printed side by side.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
    django.setup()

from django.core.management import call_command
from django.db import connection
from django.utils.text import slugify

from releases.models import Edition
from releases.site.visitor import Visitor
from scripts.with_postgres import free_port
from taxonomy import snapshot
from taxonomy.models import Structure

PORTS = {name: free_port() for name in ("ours", "ours-cached", "constant")}
APPLICATIONS = {"constant": "benchmarks.constant:application"}
FIRST = {"constant": "/"}
KINDS = {
    "detail": "/releases/{num}/{slug}/",
    "listing": "/releases/",
    "filtered": "/releases/?country={country}&field={field}",
    "facets": "/releases/?country={country}&field={field}",  # as every list of ours, with the exact count of each filter
    "deep": "/releases/?page={deep}",
    "search": "/releases/?q={q}",
    "feed": "/releases/feed/atom/",
    "api-detail": "/api/v1/releases/{num}/en/",
    "api-list": "/api/v1/releases/?limit=20",
}
READY = 60  # seconds


def main(given: argparse.Namespace) -> None:
    fill(given.content)
    warm()
    with (
        tempfile.TemporaryDirectory() as name,
        serving("ours", cache=0),
        serving("ours-cached", cache=48),
        serving("constant", cache=0),
    ):
        folder = Path(name)
        slugs = folder / "slugs.json"
        slugs.write_text(json.dumps({str(number): slug for number, slug in texts()}))
        for target in PORTS:
            (folder / f"{target}.json").write_text(json.dumps(described(target, slugs, Edition.objects.count())))
        print(table(measured(given, folder)))


def fill(content: Path) -> None:
    """With what the file has; nothing to do a second time."""
    call_command("migrate", verbosity=0)
    call_command("load_taxonomy", verbosity=0)
    if not Edition.objects.exists():
        add_sources(content)
        call_command("import_releases", str(content), origin="benchmark", format="jsonl", **{"as": "released"})
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def add_sources(content: Path) -> None:
    known = snapshot.current().structures
    with content.open(encoding="utf-8") as lines:
        named = {json.loads(line)["source"] for line in lines}
    for name in sorted(name for name in named if known.find(name) is None):
        Structure.objects.create(name=name, source_name=name, slug=slugify(name), kind=Structure.Kind.FIELD_OPERATION)


def warm() -> None:
    """Each text has had its first reader, for whom its pieces were rendered."""
    visitor = Visitor()
    for edition in Edition.objects.listed().filter(language="en").iterator():
        visitor.ask(edition.get_absolute_url())


def texts() -> list[tuple[int, str]]:
    return list(Edition.objects.listed().filter(language="en").values_list("release_id", "slug"))


@contextmanager
def serving(name: str, *, cache: int) -> Iterator[None]:
    """Two processes under granian, as the peers are served; `cache` in megabytes."""
    command = [
        *(sys.executable, "-m", "granian", APPLICATIONS.get(name, "osce_cms.wsgi:application"), "--interface", "wsgi"),
        *("--port", str(PORTS[name]), "--workers", "2", "--blocking-threads", "1", "--backpressure", "64"),
        *("--no-ws", "--log-level", "warning"),
    ]
    process = subprocess.Popen(command, env=os.environ | {"PAGE_CACHE": str(cache)})
    SERVERS[name] = process.pid
    try:
        wait_for(f"http://127.0.0.1:{PORTS[name]}{FIRST.get(name, '/releases/')}", process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(READY)


SERVERS: dict[str, int] = {}


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    begun = time.monotonic()
    while process.poll() is None and time.monotonic() - begun < READY:
        try:
            urllib.request.urlopen(address, timeout=READY).read()  # noqa: S310  # our own, on this machine
        except OSError:
            time.sleep(0.05)
        else:
            print(f"{address}: first answer after {time.monotonic() - begun:.2f} s", file=sys.stderr)
            return
    sys.exit(f"{address} does not answer.")


def described(name: str, slugs: Path, number: int) -> dict[str, Any]:
    """A target as `peers.py` reads it."""
    return {
        "name": name,
        "base": f"http://127.0.0.1:{PORTS[name]}",
        "n": number,
        "pids": [SERVERS[name]],
        "cache": name == "ours-cached",
        "shows_count": True,
        "ids_re": r"/releases/(\d+)/",
        "slugs": str(slugs),
        "kinds": {"constant": "/"} if name == "constant" else KINDS,
    }


def measured(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """By target and kind of page."""
    result = folder / "result.json"
    targets = [option for name in PORTS for option in ("--target", str(folder / f"{name}.json"))]
    command = [
        *(sys.executable, str(given.peers / "peers.py"), "bench", *given.names, *targets),
        *("--seconds", str(given.seconds), "--rounds", str(given.rounds)),
        *("--conns", "8", "--foreign", str(given.foreign)),
        *("-o", str(result)),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return json.loads(result.read_text())["targets"]


def table(targets: dict[str, Any]) -> str:
    """Requests a second with eight connections, then milliseconds of the processor a request, bytes and complaints."""
    lines = [f"{'':<14}{'page':<10}{'req/s':>10}{'p99 ms':>9}{'app ms':>9}{'bytes':>9}{'gzip':>8}  problems"]
    for name, target in targets.items():
        for kind, told in target["kinds"].items():
            run = told["c8"]
            lines.append(
                f"{name:<14.14}{kind:<10}{run['rps']:>10,.1f}{run['p99_ms']:>9.2f}{run['app_cpu_ms']:>9.3f}"
                f"{told['bytes']:>9,}{told['gzip6_bytes']:>8,}  {'; '.join(told['problems'])}"
            )
        lines.append(f"{name:<14.14}memory of each process: {memory(target)} MiB")
    if peer := next((name for name in targets if name not in PORTS), None):
        lines += ["", *against(targets, "ours", peer)]
    return "\n".join([*lines, "", *against_a_constant(targets)])


def memory(target: dict[str, Any]) -> str:
    return ", ".join(f"{process['rss_mib']:.0f}" for process in target["memory"]["processes"])


def against(targets: dict[str, Any], name: str, peer: str) -> Iterator[str]:
    for kind, told in targets[peer]["kinds"].items():
        if kind in KINDS:
            ours = targets[name]["kinds"][kind]["c8"]["rps"]
            yield f"{kind:<10} {ours / told['c8']['rps']:>8.1f} times {peer}"


def against_a_constant(targets: dict[str, Any]) -> Iterator[str]:
    constant = targets["constant"]["kinds"]["constant"]["c8"]["rps"]
    for kind, told in targets["ours-cached"]["kinds"].items():
        yield f"{kind:<10} {told['c8']['rps'] / constant:>8.1f} times a constant view, from the page cache"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("content", type=Path, help="releases as JSON Lines")
    parser.add_argument("names", nargs="*", help="targets of the peers to measure beside ours")
    parser.add_argument("--peers", type=Path, required=True, help="the folder with peers.py")
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--foreign", type=float, default=0.2, help="cores that others may use before a run is repeated")
    main(parser.parse_args())

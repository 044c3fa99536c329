"""Measures the site under its production server: requests a second, latency and processor time of each kind of page, rendered
for every request and from the page cache.

    python -m benchmarks.serve CONTENT.jsonl [TARGET …] --peers FOLDER [--seconds 4] [--rounds 3]

DATABASE_URL names an empty database, which is filled with CONTENT (JSON Lines, ids r000001 …), or one that an
earlier run has filled. `peers.py` of the folder measures us, with and without the page cache and behind nginx, and those of its
targets that are named, in one run; the medians are printed side by side.
"""

import argparse
import json
import math
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

from drills.front import Front, nginx
from releases.models import Edition
from releases.site.visitor import Visitor
from scripts.with_postgres import free_port
from taxonomy import snapshot
from taxonomy.models import Structure

PORTS = {name: free_port() for name in ("ours", "ours-cached", "constant", "bare")}
APPLICATIONS = {"constant": "benchmarks.constant:application", "bare": "benchmarks.constant:bare"}
KINDS = {
    "detail": "/releases/{num}/{slug}/",
    "listing": "/releases/",
    "facets": "/releases/?country={country}&field={field}",  # as every list of ours, with the exact count of each filter
    "deep": "/releases/?page={deep}",
    "search": "/releases/?q={q}",
    "feed": "/releases/feed/atom/",
    "front": "/",
    "api-detail": "/api/v1/releases/{num}/en/",
    "api-list": "/api/v1/releases/?limit=20",
}
GOALS = {"detail": 10, "listing": 30, "facets": 60, "deep": 40, "search": 300, "feed": 8}  # times Wagtail's release
FROM_THE_CACHE = 2.5  # times a constant view
# Those of one address, which nginx keeps until their lifetime ends.
BEHIND_NGINX = ("listing", "feed", "front", "api-list")
READY = 60  # seconds


def main(given: argparse.Namespace) -> None:
    fill(given.content)
    warm(given.sample)
    with (
        tempfile.TemporaryDirectory() as name,
        serving("ours", cache=0),
        serving("ours-cached", cache=48),
        serving("constant", cache=0),
        serving("bare", cache=0),
        nginx(PORTS["ours-cached"], static=Path(name)) as front,
    ):
        folder = Path(name)
        folder.chmod(0o755)
        beside_files(front, folder)
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
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def add_sources(content: Path) -> None:
    known = snapshot.current().structures
    with content.open(encoding="utf-8") as lines:
        named = {json.loads(line)["source"] for line in lines}
    for name in sorted(name for name in named if known.find(name) is None):
        Structure.objects.create(name=name, source_name=name, slug=slugify(name), kind=Structure.Kind.FIELD_OPERATION)


def warm(sample: Path | None) -> None:
    """Each text that will be asked for has had its first reader, for whom its pieces were rendered."""
    wanted = Edition.objects.listed().filter(language="en")
    if sample and sample.exists():
        wanted = wanted.filter(release__in=[item["num"] for item in json.loads(sample.read_text())["items"]])
    visitor = Visitor()
    for edition in wanted.iterator():
        visitor.ask(edition.get_absolute_url())
        visitor.ask(f"/api/v1/releases/{edition.release_id}/en/")


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
        wait_for(f"http://127.0.0.1:{PORTS[name]}{'/' if name in APPLICATIONS else '/releases/'}", process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(READY)


SERVERS: dict[str, int] = {}


def beside_files(front: Front, folder: Path) -> None:
    """Two more targets: our pages through nginx, and what they say as files that nginx serves."""
    PORTS["nginx"] = PORTS["files"] = front.port
    SERVERS["nginx"] = SERVERS["files"] = front.pid
    for kind in BEHIND_NGINX:
        with urllib.request.urlopen(f"http://127.0.0.1:{front.port}{KINDS[kind]}", timeout=READY) as page:
            (folder / f"{kind}.html").write_bytes(page.read())


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
        **database(),
        "opaque": name == "files",
        "kinds": addresses(name),
    }


def addresses(name: str) -> dict[str, str]:
    """By kind of page."""
    if name in APPLICATIONS:
        return {"constant": "/"}
    if name == "files":
        return {kind: f"/static/{kind}.html" for kind in BEHIND_NGINX}
    if name == "nginx":
        return {kind: KINDS[kind] for kind in BEHIND_NGINX}
    return KINDS | {"api-detail": one_as_json()}


def one_as_json() -> str:
    """`peers.py` can name releases on their pages only."""
    return KINDS["api-detail"].format(num=texts()[0][0])


def database() -> dict[str, Any]:
    """The process under which the database works, if it has one here, so that its time counts for what it is."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    state = Path(f"/proc/{backend}/stat")
    return {"db_pid": int(state.read_text().rpartition(")")[2].split()[1])} if state.exists() else {}


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
    lines = [f"{'':<16}{'page':<12}{'req/s':>9}{'p99 ms':>8}{'app ms':>8}{'db ms':>7}{'bytes':>8}{'gzip':>7}  problems"]
    for name, target in targets.items():
        for kind, told in target["kinds"].items():
            run = told["c8"]
            lines.append(
                f"{name:<16.16}{kind:<12}{run['rps']:>9,.1f}{run['p99_ms']:>8.2f}{run['app_cpu_ms']:>8.3f}"
                f"{run['db_cpu_ms']:>7.3f}{told['bytes']:>8,}{told['gzip6_bytes']:>7,}  {'; '.join(told['problems'])}"
            )
        lines.append(f"{name:<16.16}memory of each process, shared pages counted: {memory(target)} MiB")
    for peer in (name for name in targets if name not in PORTS):
        lines += ["", *against(targets, peer)]
    return "\n".join([*lines, "", *against_a_constant(targets), "", *against_files(targets)])


def memory(target: dict[str, Any]) -> str:
    each = (f"{one['rss_mib']:.0f} ({one['pss_mib']:.0f} as its share)" for one in target["memory"]["processes"])
    return ", ".join(each)


def against(targets: dict[str, Any], peer: str) -> Iterator[str]:
    yield f"rendered, against {peer}:"
    for kind, told in targets[peer]["kinds"].items():
        if kind in KINDS:
            ours, theirs = (
                targets["ours"]["kinds"][kind]["c8"]["rps"],
                told["c8"]["rps"] or math.nan,
            )  # it may answer nothing in time
            yield f"{kind:<12}{ours:>9,.1f} :{theirs:>8,.1f} req/s = {verdict(ours / theirs, GOALS.get(kind))}"


def against_a_constant(targets: dict[str, Any]) -> Iterator[str]:
    constant, bare = (targets[name]["kinds"]["constant"]["c8"]["rps"] for name in APPLICATIONS)
    yield f"from the page cache, against a constant view ({constant:,.0f} req/s; without Django {bare:,.0f}, {bare / constant:.1f} times):"
    for kind, told in targets["ours-cached"]["kinds"].items():
        yield f"{kind:<12}{told['c8']['rps']:>9,.1f} req/s = {verdict(told['c8']['rps'] / constant, FROM_THE_CACHE)}"


def against_files(targets: dict[str, Any]) -> Iterator[str]:
    yield "through nginx, against a file of the same bytes:"
    for kind, told in targets["nginx"]["kinds"].items():
        ours, file = told["c8"]["rps"], targets["files"]["kinds"][kind]["c8"]["rps"]
        yield f"{kind:<12}{ours:>9,.1f} :{file:>9,.1f} req/s = {verdict(ours / file, None)}"


def verdict(times: float, goal: float | None) -> str:
    if goal is None:
        return f"{times:.1f} times"
    return f"{times:.1f} times, goal {goal:g}: {'met' if times >= goal else 'MISSED'}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("content", type=Path, help="releases as JSON Lines")
    parser.add_argument("names", nargs="*", help="targets of the peers to measure beside ours")
    parser.add_argument(
        "--sample", type=Path, help="what `peers.py` will ask for, so that the rest need not be rendered"
    )
    parser.add_argument("--peers", type=Path, required=True, help="the folder with peers.py")
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--foreign", type=float, default=0.2, help="cores that others may use before a run is repeated")
    main(parser.parse_args())

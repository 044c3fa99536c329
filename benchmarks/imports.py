"""Measures imports beside an earlier build: speed, bytes written, memory, a second run, and whether the speed holds up.

    python -m benchmarks.imports 10000
    python -m benchmarks.imports 100000 --beside ""   without the earlier build

Works in the database that DATABASE_URL names, which must be empty, and in a second one of its kind for the earlier build, which is
checked out into a temporary folder. Rates are told by the clock, by the clock without the time in which other programs had the
processor, and by the processor (of the import, without the database server), since a machine is seldom idle.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
import django

django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks.kill_imports import empty
from benchmarks.records import archive

HERE = Path(__file__).resolve().parent.parent
EARLIER = "0e228bd"
BLOCK = 512  # bytes in which the system counts what a process writes
PAGE = 8192


@dataclass(frozen=True)
class Measured:
    seconds: float
    waited: float  # of these, for a processor
    processor: float
    megabytes: float
    written: int
    stored: int
    told: str

    def __str__(self) -> str:
        return (
            f"{self.seconds:.1f} s, of which {self.waited:.1f} s for want of a processor, processor {self.processor:.1f} s, memory {self.megabytes:.0f} MB, "
            f"written {self.written / 1e6:,.0f} MB for a database of {self.stored / 1e6:,.0f} MB. {self.told}"
        )


def main(counts: list[int], beside: str) -> None:
    call_command("migrate", verbosity=0)
    call_command("load_taxonomy", verbosity=0)
    with tempfile.TemporaryDirectory(dir=HERE / "var") as name, earlier_build(Path(name), beside) as (build, url):
        for count in counts:
            source = Path(name) / f"{count}.jsonl"
            with source.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in archive(count))
            empty()
            first = measured(HERE, source, os.environ["DATABASE_URL"])
            again = measured(HERE, source, os.environ["DATABASE_URL"])
            tell("new", count, first)
            tell("unchanged", count, again)
            print(f"  written: {first.written / first.stored:.1f} times the database")
            if build:
                before = measured(build, source, url)
                tell(f"new, at {beside}", count, before)
                print(f"  ratio to {beside}: {compared(before, first)}", flush=True)


def compared(before: Measured, first: Measured) -> str:
    undisturbed = (before.seconds - before.waited) / (first.seconds - first.waited)
    return (
        f"{before.seconds / first.seconds:.2f} by the clock, {undisturbed:.2f} without waiting for a processor, "
        f"{before.processor / first.processor:.2f} by the processor; bytes written 1/{before.written / max(first.written, 1):.1f}"
    )


def tell(what: str, count: int, found: Measured) -> None:
    rates = f"{count / found.seconds:,.0f} a second, {count / found.processor:,.0f} a second of the processor"
    print(f"{connection.vendor}, {count:,} {what}: {rates}; {found}", flush=True)


def measured(build: Path, source: Path, url: str) -> Measured:
    """Import with that build into that database, as a process of its own."""
    before, began = written_by_server(url), time.monotonic()
    command = [sys.executable, "manage.py", "import_releases", str(source), "--origin", "bench", "--quiet"]
    with (source.parent / "told").open("w+") as told:
        process = subprocess.Popen(command, cwd=build, env=os.environ | {"DATABASE_URL": url, "VAR": str(source.parent / "var")}, stdout=told)  # fmt: skip
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        seconds, waited = time.monotonic() - began, waited_for_a_processor(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said = told.read().strip()
    written = usage.ru_oublock * BLOCK + written_by_server(url) - before
    processor = usage.ru_utime + usage.ru_stime
    return Measured(seconds, waited, processor, usage.ru_maxrss / 1024, written, stored(url), said)


def waited_for_a_processor(process: int) -> float:
    """The seconds in which it could have run, and others did; while its end is not yet acknowledged."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9


def written_by_server(url: str) -> int:
    """Bytes of the log and of pages, once everything is on disk; nothing on SQLite, where the process itself writes."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT wal_bytes FROM pg_stat_wal")
        log = int(cursor.fetchone()[0])
        cursor.execute("SELECT buffers_checkpoint + buffers_clean + buffers_backend FROM pg_stat_bgwriter")
        return log + int(cursor.fetchone()[0]) * PAGE


def stored(url: str) -> int:
    if connection.vendor != "postgresql":
        return sum(
            file.stat().st_size for file in Path(url.removeprefix("sqlite:///")).parent.glob(f"{Path(url).name}*")
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(%s)", [urlsplit(url).path.lstrip("/")])
        return int(cursor.fetchone()[0])


@contextmanager
def earlier_build(folder: Path, commit: str) -> Iterator[tuple[Path | None, str]]:
    """A checkout of it, and a database of its own with vocabularies."""
    if not commit:
        yield None, ""
        return
    build, url = folder / "build", os.environ["DATABASE_URL"]
    git = ["git", "-C", str(HERE), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(build), commit], check=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS bench_earlier")
            cursor.execute("CREATE DATABASE bench_earlier")
        url = urlunsplit(urlsplit(url)._replace(path="/bench_earlier"))
    else:
        url = f"sqlite:///{folder}/earlier.sqlite3"
    try:
        for command in (["migrate"], ["load_taxonomy"]):
            arguments = [sys.executable, "manage.py", *command, "--verbosity", "0"]
            subprocess.run(
                arguments, cwd=build, env=os.environ | {"DATABASE_URL": url}, check=True, stdout=subprocess.DEVNULL
            )
        yield build, url
    finally:
        subprocess.run([*git, "remove", "--force", str(build)], check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", nargs="+", type=int)
    parser.add_argument("--beside", default=EARLIER)
    asked = parser.parse_args()
    main(asked.counts, asked.beside)

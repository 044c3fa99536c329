"""Measures imports: speed for new and for unchanged records, memory, and whether the speed holds up.

    python -m benchmarks.imports 10000 100000

Works in the database that DATABASE_URL names, which must be empty. Reports wall-clock time and processor time (of the
import, without the database server), since a machine is seldom idle. The curve covers the largest number: one line per
tenth of it.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
import django

django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks.kill_imports import MANAGE, empty
from benchmarks.records import records
from releases.importing.load import LoadRun
from releases.importing.readers import read


def main(*counts: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("load_taxonomy", verbosity=0)
    with tempfile.TemporaryDirectory() as name:
        for count in counts:
            source = Path(name) / f"{count}.jsonl"
            with source.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records(count))
            empty()
            first = measured("first", count, source)
            second = measured("unchanged", count, source)
            print(f"  the second is {first / second:.1f} times as fast by the clock of the processor")
        empty()
        curve(source, count)


def measured(what: str, count: int, source: Path) -> float:
    """Run it and print the figures. Returns processor time in seconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, str(MANAGE), "import_releases", str(source), "--origin", "bench", "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    told = process.communicate()[0].strip()
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{connection.vendor}, {what}: {count:,} in {seconds:.1f} s ({count / seconds:,.0f} a second), processor {processor:.1f} s "
        f"({count / processor:,.0f} a second), largest process so far {after.ru_maxrss / 1024:.0f} MB. {told}",
        flush=True,
    )
    return processor


def curve(source: Path, count: int) -> None:
    last = [0, time.monotonic(), time.process_time()]

    def show(outcome: object) -> None:
        read_so_far = run.outcome.counts.total()
        if read_so_far - last[0] >= count / 10:
            now, processor = time.monotonic(), time.process_time()
            done = read_so_far - last[0]
            print(
                f"  up to {read_so_far:,}: {done / (now - last[1]):,.0f} a second by the clock, {done / (processor - last[2]):,.0f} by the processor",
                flush=True,
            )
            last[:] = [read_so_far, now, processor]

    run = LoadRun(origin="curve", progress=show)
    run.load(read(source, "jsonl"))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

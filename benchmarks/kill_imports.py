"""Kills imports at random moments, restarts them until each completes, and compares the result with that of an
undisturbed import.

    python -m benchmarks.kill_imports 50 2000

The database that DATABASE_URL names must be empty. The import runs in a process of its own and is killed by signal 9;
the same command then resumes, again and again. Now and then two run at once.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.records import records
from releases.models import Contact, Edition, LegacyAddress, Provenance, RecordEntry
from releases.models.carried import carried_terms
from taxonomy import guards

BATCH = 100
SHORTEST = 4.0  # seconds, most of which the process needs to start
MANAGE = Path(__file__).resolve().parent.parent / "manage.py"


def main(kills: int, count: int, seed: int = 0) -> int:
    chance = random.Random(seed)
    call_command("migrate", verbosity=0)
    call_command("load_taxonomy", verbosity=0)
    with tempfile.TemporaryDirectory() as name:
        source = written(Path(name) / "records.jsonl", count)
        whole, seconds = undisturbed(source)
        print(f"Undisturbed: {count:,} records in {seconds:.1f} s.")
        done, rounds = 0, 0
        while done < kills:
            rounds += 1
            empty()
            killed, told, lasted = disturbed(source, chance, seconds, kills - done)
            # An import that resumes another's work, or runs on an idle machine, is faster: the one to be killed must
            # still be running.
            seconds = max(min(seconds, lasted), SHORTEST)
            done += killed
            if (found := content()) != whole:
                print(f"Round {rounds}: the content differs.", *differences(whole, found), sep="\n")
                return 1
            if f"Read {count + 3}:" not in told:
                print(f"Round {rounds}: it said {told!r}, of {count + 3} records.")
                return 1
            print(f"Round {rounds}: {done} killed so far, the content is the same.", flush=True)
    print(
        f"Killed {done} times in {rounds} rounds on {connection.vendor}: each left what an undisturbed import leaves."
    )
    return 0


def written(path: Path, count: int) -> Path:
    """Write the records, among them some to refuse, some duplicates, and translations that precede their originals."""
    made: list[dict[str, Any]] = list(records(count))
    made[7:7] = [made[3], {**made[4], "title": "Another"}, {**made[5], "id": "bad", "date": "never"}]
    made[1], made[-1] = made[-1], made[1]
    path.write_text("".join(json.dumps(record) + "\n" for record in made), encoding="utf-8")
    return path


def undisturbed(source: Path) -> tuple[dict[str, str], float]:
    began = time.monotonic()
    start(source).communicate()
    return content(), time.monotonic() - began


def start(source: Path) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        str(MANAGE),
        "import_releases",
        str(source),
        "--origin",
        "kill",
        "--batch",
        str(BATCH),
        "--quiet",
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def disturbed(source: Path, chance: random.Random, seconds: float, most: int) -> tuple[int, str, float]:
    """Kill imports until one completes. Returns how many were killed, what the last one printed, and the seconds it took."""
    killed = 0
    while True:
        began = time.monotonic()
        running = [start(source) for _ in range(chance.choice((1, 1, 1, 2)))]
        told = ""
        for process in running:
            if killed < most:
                try:
                    process.wait(chance.uniform(0.1, 0.9) * seconds)
                except subprocess.TimeoutExpired:
                    process.kill()
                    killed += 1
            told = process.communicate()[0] or told
        # Status 1 means that some records were refused, as expected; a run that failed otherwise prints no counts.
        if told.startswith("Read "):
            return killed, told, time.monotonic() - began


def content() -> dict[str, str]:
    """Everything that the import left, by identifier and without the primary keys that the database chose."""
    known = Provenance.objects.order_by("identifier").values_list("identifier", "digest", "language", "release_id")
    by_release: dict[int, list[str]] = {}
    for identifier, _, _, release in known:
        by_release.setdefault(release, []).append(identifier)
    texts = {
        (release, language): said
        for release, language, *said in Edition.objects.values_list(
            "release_id", "language", "number", "state", "kind", "live_from", "headline", "lead", "body", "places", "pk"
        )
    }
    left = {}
    for identifier, digest, language, release in known:
        *said, edition = texts.pop((release, language))
        hanging = [
            list(part.model._default_manager.filter(content_object=edition).values_list("tag__slug", "position"))
            for part in carried_terms().values()
        ]
        hanging.append(list(Contact.objects.filter(edition=edition).values_list("name", flat=True)))
        hanging.append(list(RecordEntry.objects.filter(edition=edition).values_list("step", "state_after")))
        hanging.append(sorted(LegacyAddress.objects.filter(release=release).values_list("path", "language")))
        all_of_it = [digest, language, sorted(by_release[release]), said, hanging]
        left[identifier] = hashlib.sha256(repr(all_of_it).encode()).hexdigest()
    left["texts that nothing leads to"] = str(len(texts))
    left["releases"] = str(len(by_release))
    return left


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [
        f"{key}: {before.get(key)} {after.get(key)}" for key in before | after if before.get(key) != after.get(key)
    ][:10]


def empty() -> None:
    """Empty the database, with the guards lifted as by `migrate`."""
    for find in guards.registry.values():
        guards.remove(connection, find())
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [
            model._meta.db_table
            for model in connection.introspection.installed_models(connection.introspection.table_names())
            if model._meta.app_label == "releases" and model.__name__ != "User"
        ]
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")  # the names are our own
    for find in guards.registry.values():
        guards.install(connection, find())


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

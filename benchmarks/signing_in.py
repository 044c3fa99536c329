"""Measures whether the time of a refused sign-in tells that an account exists.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 python -m benchmarks.signing_in [TRIES]

Wrong passwords for known and unknown names in turn, each from an address of its own: with the real hash, and ten times as often with one
that costs nothing, which shows the rest. Prints medians and the chance that a known name takes longer than an unknown one: 50 % tells nothing.
The database must be one that can be thrown away.
"""

import bisect
import os
import statistics
import sys
import time
from itertools import count

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
os.environ.setdefault("ALLOWED_HOSTS", "localhost")
os.environ.setdefault("SECOND_FACTOR", "off")
django.setup()

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from releases.models import User

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
NEGLIGIBLE = 0.05  # of the chance, beside one half
_addresses = count()


def main(tries: int) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    real = measured("k", tries)
    with override_settings(PASSWORD_HASHERS=QUICK):
        quick = measured("q", 10 * tries)
    print(f"{connection.vendor}: {real}; without the hash {quick}")


def measured(prefix: str, tries: int) -> str:
    """An account of its own for each try, since every further one for the same name counts more."""
    password = make_password("a long password for tests")
    User.objects.bulk_create(User(username=f"{prefix}{number:06}", password=password) for number in range(tries + 5))
    for number in range(tries, tries + 5):
        seconds(f"{prefix}{number:06}")
    known: list[float] = []
    unknown: list[float] = []
    for number in range(tries):
        for times, letter in ((known, prefix), (unknown, "x"))[:: 1 if number % 2 else -1]:
            times.append(seconds(f"{letter}{number:06}"))
    chance = longer(known, unknown)
    assert abs(chance - 0.5) < NEGLIGIBLE, f"a known name takes longer with a chance of {chance:.2f}"
    return f"known {spread(known)}, unknown {spread(unknown)}, known longer in {chance:.1%} of {tries} × {tries} pairs"


def seconds(name: str) -> float:
    client = Client(REMOTE_ADDR="10.{}.{}.{}".format(*next(_addresses).to_bytes(3)), headers={"host": "localhost"})
    began = time.perf_counter()
    answer = client.post(reverse("account_login"), {"login": name, "password": "wrong"})
    spent = time.perf_counter() - began
    assert answer.status_code == 200
    return spent


def spread(times: list[float]) -> str:
    low, median, high = (1000 * part for part in statistics.quantiles(times, n=20)[::9])
    return f"{median:.2f} ms ({low:.2f}–{high:.2f})"


def longer(some: list[float], others: list[float]) -> float:
    ordered = sorted(others)
    return sum(bisect.bisect(ordered, each) for each in some) / (len(some) * len(others))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

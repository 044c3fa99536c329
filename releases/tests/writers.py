"""Writers who release, schedule for the next second, correct by the clock, withdraw and import, many of them committing late."""

import datetime
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from releases import steps
from releases.models import Edition, User
from releases.models.clock import database_time
from releases.tests.making import approved, make_edition, make_user

# `make soak-harvest` lets them write for a minute about a thousand.
WRITERS = 3
RELEASES = int(os.environ.get("HARVEST_RELEASES", "30"))
EARLIEST, LATEST = 2.0, 3.0  # seconds ahead that is scheduled, so that a step is taken before on a busy machine
SECONDS = float(os.environ.get("HARVEST_SECONDS", "4"))


@contextmanager
def writing() -> Iterator[list[threading.Thread]]:
    """The writers at work. Afterwards they are done, and what they scheduled is public; an error of theirs is raised."""
    failures: list[BaseException] = []
    drafts = [[approved(make_edition()) for _ in range(RELEASES // WRITERS)] for _ in range(WRITERS)]
    stop = time.monotonic() + SECONDS
    writers = [
        threading.Thread(target=write, args=(mine, number, stop, failures)) for number, mine in enumerate(drafts)
    ]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.join()
    time.sleep(LATEST + 0.2)
    assert failures == []


def write(editions: list[Edition], number: int, stop: float, failures: list[BaseException]) -> None:
    chance = random.Random(number)
    user = make_user()
    try:
        for left, edition in zip(range(len(editions), 0, -1), editions, strict=True):
            with transaction.atomic():
                change(edition, user, chance)
                time.sleep(chance.choice([0, 0, 0.05, 0.2]))  # the step is taken, and nobody can see it yet
            time.sleep(max(0, (stop - time.monotonic()) / left))
    except BaseException as error:
        failures.append(error)
        raise
    finally:
        connection.close()


def change(edition: Edition, user: User, chance: random.Random) -> None:
    match chance.choice(["now", "schedule", "correct", "withdraw", "import"]):
        case "schedule":
            steps.schedule(edition, user, soon(chance))
        case "correct":
            steps.release_now(edition, user)
            correction = steps.start_next(edition, user, kind="correction", change_note="A figure was wrong.")
            approved(correction)
            steps.schedule(correction, user, soon(chance))
        case "import":
            steps.place_on_record(make_edition(), datetime.datetime(1999, 5, 3, tzinfo=datetime.UTC))
        case "now":
            steps.release_now(edition, user)
        case _:
            steps.release_now(edition, user)
            steps.withdraw(edition, user, "The meeting was put off.")


def soon(chance: random.Random) -> datetime.datetime:
    """Far enough ahead that the step is taken before on a busy machine."""
    return database_time() + datetime.timedelta(seconds=chance.uniform(EARLIEST, LATEST))

"""Slows down whoever guesses: after ten wrong secrets each further guess has to wait, from a minute up to twelve hours.

The counts are in the database, where all workers of all machines add to the same ones. A guess is counted before the
secret is looked at, under a lock, so that a hundred guesses at the same instant are a hundred.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils.crypto import salted_hmac

from releases.models import GuessCount, SpentCode, User
from releases.models.clock import database_time

FREE = 10  # wrong guesses without a pause
FIRST_PAUSE = datetime.timedelta(minutes=1)
LONGEST_PAUSE = datetime.timedelta(hours=12)  # ten thousand guesses take thirteen years
SPENT_FOR = datetime.timedelta(minutes=10)
FORGOTTEN_AFTER = datetime.timedelta(days=30)


def pause(count: int) -> datetime.timedelta:
    """How long the next guess has to wait after so many wrong ones."""
    if count < FREE:
        return datetime.timedelta()
    return min(FIRST_PAUSE * 2 ** min(count - FREE, 20), LONGEST_PAUSE)


def attempt(*keys: str) -> bool:
    """Count a guess under each key, unless one of them must wait; then none is counted, and the answer is False."""
    with transaction.atomic():
        counts = [
            locked(key) for key in sorted(map(digest, keys))
        ]  # in one order, so that two requests cannot deadlock
        now = database_time()
        if any(waits(count, now) for count in counts):
            return False
        for count in counts:
            count.count += 1
            count.last_at = now
            count.save(update_fields=["count", "last_at"])
        return True


def is_slowed(*keys: str) -> bool:
    now = database_time()
    return any(waits(count, now) for count in GuessCount.objects.filter(key__in=map(digest, keys)))


def take_back(*keys: str) -> None:
    """The last guess under these keys was right."""
    with transaction.atomic():
        for key in sorted(map(digest, keys)):
            count = locked(key)
            count.count = max(count.count - 1, 0)
            count.save(update_fields=["count"])


def forget(*keys: str) -> None:
    """The rightful owner came; whoever guesses starts afresh."""
    GuessCount.objects.filter(key__in=map(digest, keys)).update(count=0)


def forget_old() -> None:
    GuessCount.objects.filter(last_at__lt=database_time() - FORGOTTEN_AFTER).delete()


def clear_spent_codes(user: User) -> None:
    """Those that no app shows and no list of recovery codes accepts any more."""
    SpentCode.objects.filter(user=user, at__lt=database_time() - SPENT_FOR).delete()


def digest(key: str) -> str:
    return salted_hmac("releases.accounts.guessing", key, algorithm="sha256").hexdigest()


def locked(key: str) -> GuessCount:
    rows: Iterable[GuessCount] = GuessCount.objects.select_for_update().filter(key=key)
    found = next(iter(rows), None)
    if found is None:
        GuessCount.objects.bulk_create([GuessCount(key=key, last_at=database_time())], ignore_conflicts=True)
        found = GuessCount.objects.select_for_update().get(key=key)
    return found


def waits(count: GuessCount, now: datetime.datetime) -> bool:
    since = now - count.last_at
    return since < min(pause(count.count), FORGOTTEN_AFTER)

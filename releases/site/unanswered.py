"""Words that found nothing on the public site, for the page of figures.

They are counted in the memory of each process and written at most once a minute. Kept are a day, a language, the words and a number, and
only of words that were asked for in three different spans of ten minutes of one day in one process: what one person looks for once, such
as a name, is forgotten. Within a span the same words count once, so that nobody can drive a number up.
"""

import datetime
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from releases.models import UnansweredSearch
from releases.site.unhurried import written
from taxonomy.folding import fold

SPAN = datetime.timedelta(minutes=10)
LEAST = 3  # spans
PAUSE = datetime.timedelta(minutes=1)
MOST_WATCHED = 1000  # words in memory
MOST_AT_ONCE = 50  # rows in one write
MOST_A_DAY = 300  # rows of one day
KEPT = datetime.timedelta(days=400)  # a year can be compared with the one before
SHORTEST = 2
MOST_WORDS = 6
MOST_DIGITS = 8  # two years; more may be somebody's number
PERSONAL = re.compile(r"[@+]|\d{5}")
Key = tuple[str, str]  # language and words


@dataclass
class Seen:
    spans: int = 0
    last: int = -1
    told: int = 0


class Watch:
    """What one process has seen today."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[Key, Seen] = OrderedDict()
        self._day = datetime.date.min
        self._next = datetime.datetime.min.replace(tzinfo=datetime.UTC)

    def note(self, language: str, text: str, now: datetime.datetime) -> None:
        """Also writes, if it is time."""
        words, day = worth_keeping(text), timezone.localdate(now)
        with self._lock:
            if day != self._day:
                self._seen, self._day = OrderedDict(), day
            if words:
                self._count((language, words), int(now.timestamp() // SPAN.total_seconds()))
            due = self._due(now)
        if due and written(UnansweredSearch, lambda using: _keep(due, day, using)):
            with self._lock:
                for key, spans in due.items():
                    if seen := self._seen.get(key):
                        seen.told += spans

    def _count(self, key: Key, span: int) -> None:
        seen = self._seen.setdefault(key, Seen())
        self._seen.move_to_end(key)
        if seen.last != span:
            seen.spans, seen.last = seen.spans + 1, span
        while len(self._seen) > MOST_WATCHED:
            self._seen.popitem(last=False)

    def _due(self, now: datetime.datetime) -> dict[Key, int]:
        if now < self._next:
            return {}
        grown = {key: seen.spans - seen.told for key, seen in self._seen.items() if seen.spans >= LEAST}
        due = {key: more for key, more in list(grown.items())[-MOST_AT_ONCE:] if more}
        if due:
            self._next = now + PAUSE
        return due


def worth_keeping(text: str) -> str:
    """The words without case and accents; empty if they could be an address or a number of somebody, or are too long to be a topic.

    >>> worth_keeping("  Würzburg  Élections"), worth_keeping("a.b@example.org"), worth_keeping("+43 1 514 36"), worth_keeping("x")
    ('wurzburg elections', '', '', '')
    """
    words = fold(text)
    fits = SHORTEST <= len(words) <= UnansweredSearch.LONGEST and len(words.split()) <= MOST_WORDS
    personal = PERSONAL.search(words) or sum(map(str.isdigit, words)) > MOST_DIGITS
    return words if fits and words.isprintable() and not personal else ""


def _keep(due: dict[Key, int], day: datetime.date, using: str) -> None:
    rows = UnansweredSearch.objects.using(using)
    rows.filter(day__lt=day - KEPT).delete()
    left = MOST_A_DAY - rows.filter(day=day).count()
    for (language, words), more in due.items():
        if rows.filter(day=day, language=language, words=words).update(count=F("count") + more):
            continue
        if left > 0:
            left -= 1
            rows.bulk_create(
                [UnansweredSearch(day=day, language=language, words=words, count=more)], ignore_conflicts=True
            )


watch = Watch()

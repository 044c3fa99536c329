"""What feeds and agencies' formats tell of releases that were withdrawn or removed."""

import datetime
from itertools import islice

from releases.lists.selection import ALL_LANGUAGES
from releases.models import Edition, EditionQuerySet
from releases.models.clock import Now
from releases.models.prepared import Prepared
from releases.site.identifiers import guid_of

MOST = 20
FOR = datetime.timedelta(days=30)

# In every language, of which there are few: with one named, SQLite without statistics would read all that is written in it.
GONE = Prepared(
    lambda: _lately().order_by("-live_from", "-pk").values_list("release_id", "language", "live_from", "change_note")
)


def notices(language: str) -> list[tuple[str, datetime.datetime, str]]:
    """What was withdrawn or removed lately: identifier, instant, explanation."""
    found = (row for row in GONE.rows() if language in (ALL_LANGUAGES, row[1]))
    return [(guid_of(release, written_in), at, note) for release, written_in, at, note in islice(found, MOST)]


def gone_lately(language: str) -> EditionQuerySet:
    """The same as editions."""
    found = _lately() if language == ALL_LANGUAGES else _lately().filter(language=language)
    return found.with_first_release().order_by("-live_from", "-pk")[:MOST]


def _lately() -> EditionQuerySet:
    """Withdrawn or removed within thirty days, and still so."""
    return Edition.objects.live().filter(kind__in=Edition.UNLISTED, live_from__gt=Now() - FOR)

"""What feeds and agencies' formats tell of releases that were withdrawn or removed."""

import datetime

from releases.models import Edition, EditionQuerySet
from releases.models.clock import Now
from releases.models.prepared import Prepared
from releases.search.selection import ALL_LANGUAGES
from releases.site.identifiers import guid_of

MOST = 20
FOR = datetime.timedelta(days=30)

# Of one language and of all.
GONE = Prepared(lambda language: _gone(language).values_list("release_id", "language", "live_from", "change_note"))
GONE_ANYWHERE = Prepared(lambda: _gone(ALL_LANGUAGES).values_list("release_id", "language", "live_from", "change_note"))


def notices(language: str) -> list[tuple[str, datetime.datetime, str]]:
    """What was withdrawn or removed lately: identifier, instant, explanation."""
    rows = GONE_ANYWHERE.rows() if language == ALL_LANGUAGES else GONE.rows(language=language)
    return [(guid_of(release, written_in), gone_at, note) for release, written_in, gone_at, note in rows]


def gone_lately(language: str) -> EditionQuerySet:
    return _gone(language).with_first_release()


def _gone(language: str) -> EditionQuerySet:
    """What was withdrawn or removed within thirty days and still is, the newest first."""
    lately = Edition.objects.live().filter(kind__in=Edition.UNLISTED, live_from__gt=Now() - FOR)
    found = lately if language == ALL_LANGUAGES else lately.filter(language=language)
    return found.order_by("-live_from", "-pk")[:MOST]

"""The release that was chosen to lead the front page, by the database's clock.

The last choice that has begun counts. A choice of a release that has never been public has not begun, so that the one before it stays
in its place. What counts is shown only while it is listed and until its end; otherwise the newest release leads, as without a choice.
Who lets the newest lead again ends whatever was chosen before, also what was to begin later.
"""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import get_language

from releases.models import Edition, Featured
from releases.models.clock import Now
from releases.models.prepared import Prepared

MOST = 50  # choices looked at; that many ahead of their releases nobody makes

CHOICES = Prepared(
    lambda language: (
        Featured.objects.filter(begins_at__lte=Now())
        .order_by("-begins_at", "-pk")
        .values_list(
            "pk",
            "leads",
            "ends_at",
            Now(),
            Exists(Edition.objects.released().filter(release=OuterRef("release"), live_from__lte=Now())),
            Subquery(
                Edition.objects.listed()
                .filter(release=OuterRef("release"), language=language)
                .order_by()
                .values("pk")[:1]
            ),
        )[:MOST]
    )
)


def featured() -> int | None:
    """The edition that leads in the language of the page; None if the newest does. One query."""
    rows = CHOICES.rows(language=get_language() or "")
    stopped = max((pk for pk, leads, *_rest in rows if not leads), default=0)
    for pk, _leads, ends_at, now, was_public, listed in rows:
        if pk > stopped and was_public:
            ended = ends_at is not None and ends_at <= now
            return listed if not ended else None
    return None


def standing() -> tuple[int, int]:
    """Changes whenever a choice is made, begins or ends, for caches in front of the site."""
    bounds = Q(begins_at__lte=Now()), Q(ends_at__lte=Now())
    begun, ended = (Count("pk", filter=bound) for bound in bounds)
    found = Featured.objects.aggregate(begun=begun, ended=ended)
    return found["begun"], found["ended"]

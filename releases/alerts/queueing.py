"""Writes the outbox: for everything that has become public since the last look, one row for each reader concerned.

The clock alone makes a text public, so there is no moment at which somebody could be told of it. The look asks
`releases.record.changes`, whose order is final, and moves its position in the transaction that writes the rows. Killed at
any point, it has written both or neither. The cost grows with the number of different lists, not of readers.
"""

import datetime
import logging

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BooleanField, Case, DateTimeField, F, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone, translation

from releases.models import Alert, AlertPosition, Edition, Subscription
from releases.models.alerts import AlertQuerySet
from releases.models.clock import database_time
from releases.record import changes
from releases.record.changes import Position
from releases.site.filters import ReleaseFilter
from taxonomy import snapshot

logger = logging.getLogger(__name__)

AT_A_TIME = 200  # changes in one transaction
# A text that was recorded later than this after its hour was entered in the archive, and is no news.
LATE = datetime.timedelta(hours=1)
# Why an alert was not sent although it was due: readers who still wait for the text get the next edition instead.
NO_LONGER_CURRENT = "no longer the current text"

Matches = dict[int, list[str]]  # by edition, the lists that show it now


def look() -> int:
    """Queue alerts about everything that has become public since the last look. Returns how many."""
    queued = 0
    while (found := _look_once()) is not None:
        queued += found
    return queued


def _look_once() -> int | None:
    with transaction.atomic():
        position = _position()
        news = [change for change, _number in zip(changes.after(position), range(AT_A_TIME), strict=False)]
        if not news:
            return None
        begun = {edition.pk: place.at for place, edition in news if edition is not None and not place.ends}
        queued = sum(_queue(edition, begun[edition.pk], lists) for edition, lists in _current(begun))
        _move(news[-1][0])
        return queued


def _position() -> Position:
    """Locked, so that two workers never look at once. The first look begins now: nobody subscribed before."""
    row, _new = AlertPosition.objects.select_for_update().get_or_create(pk=1, defaults={"at": database_time()})
    return Position(row.at, row.edition, row.ends)


def _move(position: Position) -> None:
    AlertPosition.objects.filter(pk=1).update(at=position.at, edition=position.edition, ends=position.ends)


def _current(begun: dict[int, datetime.datetime]) -> list[tuple[Edition, list[str]]]:
    """Those that are still what readers see, in the order in which they became public, with the lists that show them.

    What has been replaced since is left out: the change that replaced it follows.
    """
    editions = list(Edition.objects.live().filter(pk__in=begun).with_first_release())
    lists = _lists_with(editions)
    return sorted(((each, lists[each.pk]) for each in editions), key=lambda pair: (begun[pair[0].pk], pair[0].pk))


def _lists_with(editions: list[Edition]) -> Matches:
    """Asked of the filters of the public list; there is no second rule of what is public, or of what a filter means."""
    found: Matches = {edition.pk: [] for edition in editions}
    if not found:
        return found
    vocabularies = snapshot.current()
    for query in Subscription.objects.order_by().values_list("query", flat=True).distinct().iterator():
        data = QueryDict(query)
        with translation.override(data["language"] if data["language"] != "all" else settings.LANGUAGE_CODE):
            asked = ReleaseFilter(data, vocabularies)
            if not asked.form.is_valid():  # ignoring the value, as a page does, would send everything
                logger.warning("A list that readers follow cannot be read any more: %s", ", ".join(asked.form.errors))
                continue
            for pk in asked.qs.filter(pk__in=found).values_list("pk", flat=True):
                found[pk].append(query)
    return found


def _queue(edition: Edition, at: datetime.datetime, lists: list[str]) -> int:
    queued = _insert(_those_reached_before(edition), edition)
    if lists and edition.live_from is not None and at - edition.live_from < LATE:
        queued += _insert(_those_who_follow(edition, lists), edition)
    return queued


def _those_reached_before(edition: Edition) -> QuerySet[Subscription]:
    """Whoever got an earlier text of it learns of its correction, withdrawal or removal, whatever lists show it now."""
    if edition.kind == Edition.Kind.MINOR:
        return Subscription.objects.none()
    earlier = _earlier(edition)
    if edition.kind in Edition.UNLISTED:
        told = earlier.reached()
    else:
        told = (earlier.reached() | earlier.waiting() | earlier.filter(not_sent=NO_LONGER_CURRENT)).distinct()
    return Subscription.objects.filter(pk__in=told.values("subscription"))


def _those_who_follow(edition: Edition, lists: list[str]) -> QuerySet[Subscription]:
    """Followers since before the release was first public: an old one that is corrected is no news to the others."""
    followers = Subscription.objects.filter(query__in=lists, confirmed_at__lt=edition.first_live_from)
    if edition.kind == Edition.Kind.MINOR:
        return followers.exclude(reader__in=_earlier(edition).reached().values("reader"))
    return followers


def _earlier(edition: Edition) -> AlertQuerySet:
    return Alert.objects.filter(edition__release=edition.release_id, edition__language=edition.language).exclude(
        edition=edition
    )


def _insert(subscriptions: QuerySet[Subscription], edition: Edition) -> int:
    """One statement for all, so that fifty thousand rows need no memory here. A reader of two lists gets one letter, at once if
    either of them says so.
    """
    daily = Q(rhythm=Subscription.Rhythm.DAILY)
    select = (
        subscriptions.filter(reader__resting_since__isnull=True)
        .annotate(
            of_edition=Value(edition.pk),
            daily=Case(When(daily, then=Value(True)), default=Value(False), output_field=BooleanField()),
            due=Case(
                When(daily, then=Value(next_morning(database_time()))),
                default=Value(database_time()),
                output_field=DateTimeField(),
            ),
            follower=F("reader"),
            itself=F("pk"),
        )
        .order_by("rhythm", "pk")
        .values_list("follower", "itself", "of_edition", "daily", "due")
    )
    if select.query.is_empty():
        return 0
    sql, values = select.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Alert._meta.db_table} (reader_id, subscription_id, edition_id, daily, due_at) {sql} "
            "ON CONFLICT DO NOTHING",
            values,
        )
        return max(cursor.rowcount, 0)


def next_morning(now: datetime.datetime) -> datetime.datetime:
    """When the next daily letters go out, by the organisation's clock."""
    local = timezone.localtime(now)
    morning = local.replace(hour=settings.ALERTS_DAILY_AT, minute=0, second=0, microsecond=0)
    if morning <= local:
        morning = timezone.make_aware(
            datetime.datetime.combine(
                local.date() + datetime.timedelta(days=1), datetime.time(settings.ALERTS_DAILY_AT)
            )
        )
    return morning

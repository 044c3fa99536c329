"""Who is told by WebSub that a feed has changed: what was asked for and is not verified yet, and what is."""

import datetime
from collections import Counter
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now

from releases.models.clock import Now as DatabaseNow
from releases.models.clock import database_time

LONGEST_ADDRESS = 2000
LONGEST_SECRET = 200  # bytes must be fewer, by the specification
# Longer than any call takes: until then the row belongs to the worker that claimed it, even if that has died.
HELD = datetime.timedelta(minutes=2)
LONGEST_PAUSE = datetime.timedelta(hours=1)
MOST_OF_A_HOST = 4


class Call(models.Model):
    """Something to be said to a callback, that is tried again after a growing pause."""

    callback = models.CharField(max_length=LONGEST_ADDRESS)
    host = models.CharField(max_length=300)
    secret = models.CharField(max_length=LONGEST_SECRET, blank=True)
    due_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}"

    def put_off(self) -> None:
        """One minute, two, four, up to an hour."""
        pause = min(datetime.timedelta(minutes=2 ** min(self.tries - 1, 10)), LONGEST_PAUSE)
        type(self)._default_manager.filter(pk=self.pk).update(due_at=database_time() + pause)


class RequestQuerySet(models.QuerySet["HubRequest"]):
    def claim(self, most: int, busy: Counter[str]) -> "list[HubRequest]":
        return _claimed(self.filter(due_at__lte=DatabaseNow()), most, busy)


class HubRequest(Call):
    """A subscription, or its end, that the callback has not confirmed yet; a later one takes its place."""

    topic = models.CharField(max_length=LONGEST_ADDRESS)
    subscribes = models.BooleanField()
    lease = models.DurationField()

    objects = RequestQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["topic", "callback"], name="releases_hub_request_once")]
        indexes = [models.Index(fields=["due_at"], name="releases_hub_request_due")]


class HubTopic(models.Model):
    """A feed under its filters that somebody subscribes to. `digest` is that of what it said when it was last looked at."""

    address = models.CharField(max_length=LONGEST_ADDRESS, unique=True)
    digest = models.CharField(max_length=64)
    looked_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.address


class SubscriptionQuerySet(models.QuerySet["HubSubscription"]):
    def waiting(self) -> "SubscriptionQuerySet":
        """Those who have not been told yet what their feed says now."""
        return self.filter(expires_at__gt=DatabaseNow()).exclude(told=F("topic__digest"))

    def claim(self, most: int, busy: Counter[str]) -> "list[HubSubscription]":
        """Those who answered last time come first."""
        return _claimed(self.waiting().filter(due_at__lte=DatabaseNow()).select_related("topic"), most, busy)


class HubSubscription(Call):
    """A callback that has confirmed it. `told` is the digest of what it was sent last."""

    topic = models.ForeignKey(HubTopic, models.CASCADE, related_name="subscriptions")
    expires_at = models.DateTimeField()
    told = models.CharField(max_length=64)
    failing_since = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["topic", "callback"], name="releases_hub_subscription_once")]
        indexes = [models.Index(fields=["due_at"], name="releases_hub_subscription_due")]

    def mark_told(self, digest: str) -> None:
        values = {"told": digest, "tries": 0, "failing_since": None, "due_at": database_time()}
        HubSubscription.objects.filter(pk=self.pk).update(**values)

    def mark_failed(self, give_up_after: datetime.timedelta) -> bool:
        """Whether the subscription was given up, since the callback has failed for so long."""
        now = database_time()
        since = self.failing_since or now
        if now - since > give_up_after:
            self.delete()
            return True
        HubSubscription.objects.filter(pk=self.pk).update(failing_since=since)
        self.put_off()
        return False


CallKind = TypeVar("CallKind", bound=Call)


def _claimed(due: models.QuerySet[CallKind], most: int, busy: Counter[str]) -> list[CallKind]:
    """No other worker gets them until they are put off or done, or the claim expires.

    A host whose calls hang may take up a few places and no more, and calls that failed before half of them. `busy` counts the
    calls of each host that are under way, and these as well afterwards.
    """
    if most < 1 or not due.exists():
        return []
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True, of=("self",)).order_by("tries", "due_at", "pk")
        found: list[CallKind] = []
        for call in rows[: MOST_OF_A_HOST * most]:
            again = sum(bool(other.tries) for other in found)
            if len(found) < most and busy[call.host] < MOST_OF_A_HOST and (not call.tries or again <= most // 2):
                busy[call.host] += 1
                found.append(call)
        claimed = due.model._default_manager.filter(pk__in=[call.pk for call in found])
        claimed.update(due_at=database_time() + HELD, tries=F("tries") + 1)
    for call in found:
        call.tries += 1
    return found

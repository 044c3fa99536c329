"""What a subscriber asks of the hub, and what it is told at once; everything else the worker does."""

import datetime

from django.db import transaction
from django.http import QueryDict

from releases.models import HubRequest, HubSubscription, HubTopic
from releases.models.clock import database_time
from releases.models.hub import LONGEST_ADDRESS, LONGEST_SECRET
from releases.site.hub import connections, topics

LEASE = datetime.timedelta(days=10)
SHORTEST_LEASE, LONGEST_LEASE = datetime.timedelta(hours=1), datetime.timedelta(days=30)
MOST_TRIES = 5  # of one callback for one feed, until an hour has passed since the last
MOST_OF_A_HOST = 20  # requests that wait to be confirmed
MOST_REQUESTS = 1_000
MOST_TOPICS = 1_000
MOST_SUBSCRIPTIONS = 10_000


class RefusedError(Exception):
    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


def receive(form: QueryDict) -> None:
    """Keep the request until the callback has confirmed it. Raises RefusedError."""
    mode, topic, callback = (form.get(f"hub.{name}", "") for name in ("mode", "topic", "callback"))
    if mode not in ("subscribe", "unsubscribe"):
        raise RefusedError("hub.mode must be subscribe or unsubscribe.")
    for name, value in (("topic", topic), ("callback", callback)):
        if not value or len(value) > LONGEST_ADDRESS or "\x00" in value:
            raise RefusedError(f"hub.{name} is missing or too long.")
    secret = _secret(form.get("hub.secret", ""))
    lease = _lease(form.get("hub.lease_seconds", ""))
    try:
        if mode == "subscribe":  # whoever leaves may leave what is no feed any more
            topics.check(topic)
        host = connections.check(callback).hostname or ""
    except ValueError as error:
        raise RefusedError(str(error)) from error
    subscribes = mode == "subscribe"
    with transaction.atomic():
        _make_room(topic, callback, host, subscribes=subscribes)
        HubRequest.objects.update_or_create(
            {"subscribes": subscribes, "secret": secret, "lease": lease, "host": host, "due_at": database_time()},
            topic=topic,
            callback=callback,
        )


def _secret(given: str) -> str:
    if len(given.encode(errors="replace")) >= LONGEST_SECRET or "\x00" in given:
        raise RefusedError(f"hub.secret must be shorter than {LONGEST_SECRET} bytes.")
    return given


def _lease(given: str) -> datetime.timedelta:
    """As asked for, within our limits."""
    if not given:
        return LEASE
    if not (given.isascii() and given.isdigit() and len(given) < 12):
        raise RefusedError("hub.lease_seconds must be a number of seconds.")
    return max(SHORTEST_LEASE, min(LONGEST_LEASE, datetime.timedelta(seconds=int(given))))


def _make_room(topic: str, callback: str, host: str, *, subscribes: bool) -> None:
    """So that nobody can have us call somebody else more than a few times. Raises RefusedError."""
    waiting = HubRequest.objects.exclude(topic=topic, callback=callback)
    if HubRequest.objects.filter(topic=topic, callback=callback, tries__gte=MOST_TRIES).exists():
        raise RefusedError("hub.callback did not confirm this several times; try again in an hour.", 429)
    if waiting.filter(host=host).count() >= MOST_OF_A_HOST:
        raise RefusedError("The host of hub.callback has too many requests that wait for its confirmation.", 429)
    full = waiting.count() >= MOST_REQUESTS or (
        subscribes
        and (
            HubSubscription.objects.count() >= MOST_SUBSCRIPTIONS
            or (HubTopic.objects.count() >= MOST_TOPICS and not HubTopic.objects.filter(address=topic).exists())
        )
    )
    if full:
        raise RefusedError("The hub has no room; poll the feed instead, or try again later.", 503)

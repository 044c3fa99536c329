"""The hub's part of the worker: look whether feeds have changed, and call whoever waits for it, many at once.

Nothing is queued when a release becomes public. The clock decides, so the hub asks what has changed since it last looked. A worker that dies
is taken over by the next one after two minutes; what it had sent but not noted is sent again, which changes nothing for the subscriber.
"""

import datetime
import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from django.db import transaction

from releases.mail.repeating import repeated
from releases.models import HubRequest, HubSubscription, HubTopic
from releases.models.clock import Now, database_time
from releases.models.index import PublicChange
from releases.record.changes import settled
from releases.site.hub import calls, topics
from releases.site.hub.calls import Outcome
from releases.site.hub.requests import MOST_TRIES
from releases.site.hub.topics import Content

PLACES = 32  # calls at once
GIVE_UP_AFTER = datetime.timedelta(days=3)
AN_HOUR = datetime.timedelta(hours=1)
logger = logging.getLogger(__name__)
Running = dict[Future[Outcome], tuple[HubRequest | HubSubscription, Content | None]]


class Hub:
    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(PLACES, thread_name_prefix="hub")
        self._running: Running = {}

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def turn(self) -> None:
        """Note what came out, look, and begin new calls. Waits for none of them."""
        self._note()
        look()
        busy = Counter(call.host for call, _content in self._running.values())
        for request in HubRequest.objects.claim(PLACES - len(self._running), busy):
            if request.tries > MOST_TRIES:
                request.delete()
            else:
                self._running[self._pool.submit(calls.verify, request)] = request, None
        said: dict[int, Content] = {}
        for subscription in HubSubscription.objects.claim(PLACES - len(self._running), busy):
            topic = subscription.topic
            content = said[topic.pk] = said.get(topic.pk) or topics.content(topic.address)
            self._running[self._pool.submit(calls.deliver, subscription, content)] = subscription, content

    def finish(self) -> None:
        """Wait for the calls that were begun."""
        wait(self._running)
        self._note()

    def _note(self) -> None:
        for future in [future for future in self._running if future.done()]:
            call, content = self._running.pop(future)
            if isinstance(call, HubRequest):
                note_request(call, future.result())
            elif content is not None:
                note_delivery(call, future.result(), content)


def look() -> None:
    """Note the digest of each feed that may have changed, and forget those that nobody subscribes to any more."""
    if not HubTopic.objects.exists():
        return
    HubSubscription.objects.filter(expires_at__lte=Now()).delete()
    HubTopic.objects.filter(subscriptions=None).delete()
    horizon = settled()
    last = horizon and PublicChange.objects.filter(at__lt=horizon).order_by("-at").values_list("at", flat=True).first()
    if not last:
        return
    for topic in HubTopic.objects.filter(looked_at__lte=last):
        digest = topics.content(topic.address).digest
        HubTopic.objects.filter(pk=topic.pk).update(digest=digest, looked_at=horizon)


def note_request(request: HubRequest, outcome: Outcome) -> None:
    """A request that was not confirmed stays for an hour, and counts against further ones."""
    if outcome is Outcome.FAILED and request.tries < MOST_TRIES:
        request.put_off()
    elif outcome is not Outcome.DONE:
        HubRequest.objects.filter(pk=request.pk).update(due_at=database_time() + AN_HOUR, tries=MOST_TRIES)
    elif request.subscribes:
        subscribe(request)
    else:
        HubSubscription.objects.filter(topic__address=request.topic, callback=request.callback).delete()
        request.delete()


def subscribe(request: HubRequest) -> None:
    """From what the feed says now: a subscriber has read it before."""
    now = database_time()
    digest = topics.content(request.topic).digest
    with transaction.atomic():
        topic, _new = HubTopic.objects.get_or_create({"digest": digest, "looked_at": now}, address=request.topic)
        values = {"secret": request.secret, "host": request.host, "expires_at": now + request.lease}
        fresh = {"tries": 0, "failing_since": None, "due_at": now}
        HubSubscription.objects.update_or_create(
            values | fresh,
            values | fresh | {"told": topic.digest},
            topic=topic,
            callback=request.callback,
        )
        request.delete()


def note_delivery(subscription: HubSubscription, outcome: Outcome, content: Content) -> None:
    if outcome is Outcome.DONE:
        subscription.mark_told(content.digest)
    elif outcome is Outcome.REFUSED:
        subscription.delete()
    elif subscription.mark_failed(GIVE_UP_AFTER):
        logger.warning("Subscription %s was given up: its callback has failed for days.", subscription.pk)


@contextmanager
def running() -> Iterator[None]:
    """Beside the worker's own loop, in a thread."""
    hub = Hub()
    with repeated(lambda: hub, "hub"):
        yield
    hub.stop()

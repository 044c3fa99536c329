"""Asking for alerts, confirming, changing and leaving them.

Whoever enters an address learns nothing about it: the answer and the work are the same for one that is known, unknown,
resting or beyond the limit, and everything else happens in the worker. The limits are counted in the database, and so
hold for all processes together.
"""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict

from releases.models import Reader, Subscription, SubscriptionRequest
from releases.models.clock import database_time
from releases.site.listing import Listing
from taxonomy import snapshot

WITHIN = datetime.timedelta(days=1)
MOST_PER_ADDRESS = 3  # letters a day, whoever asks for them
MOST_PER_NETWORK = 20  # requests a day
KEPT = datetime.timedelta(days=4)  # longer than a link can be confirmed


class TooMany(Exception):
    """From this network. It depends on nobody's address, so saying so tells nothing."""


def list_asked_for(data: QueryDict, language: str) -> str:
    """The list as a query string in which equal lists are equal; its language is always named. Raises ValueError for what is no list."""
    listing = Listing(data, snapshot.current())
    if listing.filter.problems:
        raise ValueError(listing.filter.problems[0])
    query = QueryDict(mutable=True)
    for name, values in QueryDict(listing.canonical_query).lists():
        if name not in ("sort", "page", "language"):
            query.setlist(name, sorted(values))
    query["language"] = listing.filter.values["language"] or language
    return query.urlencode()


def ask(address: str, query: str, language: str, rhythm: str, network: str) -> None:
    """Note the request. A letter goes out for it unless the address got enough of them. Raises TooMany.

    Each request is committed before it is counted, so of several at once none is overlooked.
    """
    request = SubscriptionRequest.objects.create(
        address=address, query=query, language=language, rhythm=rhythm, network=network
    )
    lately = SubscriptionRequest.objects.filter(asked_at__gt=database_time() - WITHIN)
    if lately.filter(network=network).count() > MOST_PER_NETWORK:
        raise TooMany
    few = lately.filter(address=address).count() <= MOST_PER_ADDRESS
    SubscriptionRequest.objects.filter(pk=request.pk).update(wanted=few)


def confirm(request: SubscriptionRequest) -> Subscription:
    """The list is followed from now on. Confirming again changes nothing but the wishes, and wakes an address that rests."""
    with transaction.atomic():
        reader, _new = Reader.objects.get_or_create(address=request.address)
        reader.wake()
        subscription, _new = Subscription.objects.update_or_create(
            reader=reader,
            query=request.query,
            defaults={"language": request.language, "rhythm": request.rhythm},
        )
        return subscription


def leave(subscriptions: QuerySet[Subscription]) -> None:
    """A reader without lists is forgotten, with everything that was sent."""
    with transaction.atomic():
        readers = list(subscriptions.values_list("reader", flat=True))
        subscriptions.delete()
        Reader.objects.filter(pk__in=readers, subscriptions__isnull=True).delete()


def forget_old() -> None:
    SubscriptionRequest.objects.filter(asked_at__lt=database_time() - KEPT).delete()

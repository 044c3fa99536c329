"""A request with the attributes that our middleware adds."""

from django.http import HttpRequest

from releases.lists.marks import Look
from releases.site.freshness import Freshness
from taxonomy import snapshot
from taxonomy.snapshot import Vocabularies


class PublicRequest(HttpRequest):
    """`freshness` is the state of public content when the request came; None if the database did not answer."""

    vocabularies: Vocabularies
    freshness: Freshness | None


def vocabularies_of(request: HttpRequest) -> Vocabularies:
    """The request's vocabularies, for code called by Django's own classes; loaded if the request bypassed our middleware."""
    given = getattr(request, "vocabularies", None)
    return snapshot.current() if given is None else given


def look_of(request: HttpRequest) -> Look | None:
    """The request's poll of the lists; None if there was none, and whoever needs one asks."""
    fresh: Freshness | None = getattr(request, "freshness", None)
    return fresh.look if fresh else None

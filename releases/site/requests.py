"""A request as our middleware hands it on."""

from django.http import HttpRequest

from releases.site.freshness import Freshness
from taxonomy import snapshot
from taxonomy.snapshot import Vocabularies


class PublicRequest(HttpRequest):
    """`freshness` is what was public when the request came; None where the database did not answer."""

    vocabularies: Vocabularies
    freshness: Freshness | None


def vocabularies_of(request: HttpRequest) -> Vocabularies:
    """Those of the request, for whoever is called by Django's own classes; read anew where it was made without our middleware."""
    given = getattr(request, "vocabularies", None)
    return snapshot.current() if given is None else given

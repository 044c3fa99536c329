"""Pages put together from pieces, without a request: what they depend on, and what comes of it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from releases.lists.marks import Look
from releases.site.freshness import Freshness
from releases.site.made import Made
from releases.site.requests import PublicRequest
from releases.site.standing import STANDING, Standing
from taxonomy import snapshot
from taxonomy.snapshot import Vocabularies

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Moment:
    """All that a public page may depend on beside its address."""

    language: str
    vocabularies: Vocabularies
    look: Look
    made: Made

    @classmethod
    def of(cls, fresh: Freshness | None, made: Made) -> "Moment | None":
        """In the active language. None if the database did not say how things stand."""
        if fresh is None or fresh.look is None:
            return None
        return cls(get_language() or "", snapshot.current(fresh.token), fresh.look, made)


@dataclass(frozen=True)
class Page:
    """A complete page, and the headers that only pages of its kind have."""

    body: bytes
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()

    def response(self) -> HttpResponse:
        return HttpResponse(self.body, content_type=self.content_type, headers=dict(self.headers))


def moment_of(request: PublicRequest) -> Moment | None:
    return Moment.of(request.freshness, made_for(request))


def made_for(request: HttpRequest) -> Made:
    """Of the standing that the page cache saw; without a page cache, what is made serves this request only."""
    standing: Standing | None = request.META.get(STANDING)
    return standing.made if standing else Made()

"""Texts as JSON, written once and kept beside them: what a list says of a text, and what its own address says; and answers that are
put together of them without a request, as `releases.site.frugal` does.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from releases.models import Edition
from releases.reading.editions import Reading, parts_of, readings
from releases.site import kept_release, pieces
from releases.site.api.answers import JSON, TO_ANY_ORIGIN, Json, link_headers
from releases.site.api.texts import summary, whole
from releases.site.moment import Moment, Page, made_for
from releases.site.requests import PublicRequest
from taxonomy.snapshot import Vocabularies

SUMMARY, TEXT = "api summary", "api text"
ITEMS = Json("\0")  # stands for them where the rest of an answer is written; no JSON holds it
FOR_ALL = tuple(TO_ANY_ORIGIN.items())


@dataclass(frozen=True)
class Around:
    """A list but for its items: which these are, and its headers."""

    before: str
    ids: tuple[int, ...]
    after: str
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, content: Mapping[str, Any], ids: Sequence[int], links: Mapping[str, str | None]) -> "Around":
        before, after = Json.object(content).split(ITEMS)
        return cls(before, tuple(ids), after, link_headers(links))

    def page(self, told: Mapping[int, str]) -> Page:
        items = Json.array(Json(told[pk]) for pk in self.ids if pk in told)
        return Page(f"{self.before}{items}{self.after}".encode(), JSON, (*self.headers, *FOR_ALL))


def list_answer(request: PublicRequest, around: Around) -> HttpResponse:
    """What stands around the items holds until public content changes, and is kept for the next reader."""
    told = summaries(around.ids, request.vocabularies)
    if len(told) == len(around.ids):
        made_for(request).put(_name(request.META["QUERY_STRING"]), around, len(around.before) + len(around.after))
    return around.page(told).response()


def assembled_list(moment: Moment, query: str) -> Page | None:
    """The answer, if all its pieces are there. One query, which has the last word on what is listed."""
    around: Around | None = moment.made.get(_name(query))
    if around is None:
        return None
    found = pieces.kept({(pk, SUMMARY) for pk in around.ids}, moment.vocabularies)
    told = {pk: content for (pk, _kind), content in found.items()}
    return around.page(told) if len(told) == len(around.ids) else None


def assembled_text(moment: Moment, number: int, language: str) -> Page | None:
    found = kept_release.find(number, language, TEXT)
    if found is None or found.text.kind == Edition.Kind.REMOVED or not found.holds(moment.vocabularies):
        return None
    return Page(found.content.encode(), JSON, FOR_ALL)


def _name(query: str) -> Hashable:
    return "api list", query


def summaries(ids: Sequence[int], vocabularies: Vocabularies) -> dict[int, Json]:
    """By edition, of those that are listed. One query if all are kept."""

    def made(missing: set[pieces.Wanted]) -> dict[pieces.Wanted, str]:
        editions = Edition.objects.listed().filter(pk__in=[pk for pk, _kind in missing])
        return {
            (reading.edition.pk, SUMMARY): Json.of(summary(reading)) for reading in readings(editions, vocabularies)
        }

    found = pieces.of_listed({(pk, SUMMARY) for pk in ids}, vocabularies, made)
    return {pk: Json(content) for (pk, _kind), content in found.items()}


def text(number: int, language: str, vocabularies: Vocabularies) -> Json | None:
    """Everything that the page of the release says, as of now. One query if it is kept; None unless a text is there to be read."""
    found = kept_release.find(number, language, TEXT)
    if found is None or found.text.kind == Edition.Kind.REMOVED:
        return None
    if found.holds(vocabularies):
        return Json(found.content)
    edition = Edition.objects.live().get(pk=found.text.pk)
    content = Json.of(full_text(edition, vocabularies))
    found.keep(edition, TEXT, content, vocabularies)
    return content


def full_text(edition: Edition, vocabularies: Vocabularies) -> dict[str, object]:
    """An edition, live or a former one, with the addresses of the translations that can be read now."""
    translations = Edition.objects.live().exclude(kind=Edition.Kind.REMOVED).filter(release=edition.release_id)
    reading = Reading(edition, vocabularies, parts_of([edition]).get(edition.pk))
    return whole(reading, translations.order_by("language"))

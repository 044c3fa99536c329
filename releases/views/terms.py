"""Pages of the vocabularies, of each term with its releases, and the plain pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from releases.filters import query_string
from releases.listing import anchor_of, page_of, up_to
from releases.models import (
    Edition,
    EditionCountry,
    EditionFieldOfWork,
    EditionLink,
    EditionMeeting,
    EditionQuerySet,
    EditionSource,
)
from releases.reading import readings
from taxonomy.models import Country, FieldOfWork, MeetingSeries, Structure, Term
from taxonomy.snapshot import Vocabularies, Vocabulary

# How editions carry the terms of a vocabulary, and the filter of the list that asks for them.
CARRIED_BY: dict[type[Term], tuple[type[EditionLink], str]] = {
    FieldOfWork: (EditionFieldOfWork, "field"),
    Country: (EditionCountry, "country"),
    Structure: (EditionSource, "source"),
    MeetingSeries: (EditionMeeting, ""),
}


def vocabulary(request: HttpRequest, segment: str) -> HttpResponse:
    return render(request, f"vocabularies/{segment.replace('-', '_')}.html", {"segment": segment})


def term(request: HttpRequest, segment: str, slug: str) -> HttpResponse:
    """A term's page; a former slug and the address of another vocabulary's page lead to the one in use."""
    vocabularies: Vocabularies = request.vocabularies  # type: ignore[attr-defined]  # see middleware
    found_in = vocabularies.by_segment(segment)
    found = found_in.resolve(slug) if found_in else None
    if found_in is None or found is None:
        raise Http404
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    page = page_of(up_to(carrying(found, found_in), request.GET.get("anchor", "")), request.GET)
    anchor = request.GET.get("anchor") or (anchor_of(page.object_list[0]) if page.object_list else "")
    _, parameter = CARRIED_BY[found_in.model]
    return render(
        request,
        "term.html",
        {
            "term": found,
            "ancestors": found_in.ancestors(found),
            "children": found_in.children(found),
            "segment": segment,
            "vocabulary_name": found_in.model._meta.verbose_name_plural,
            "chairs": [chair.year for chair in vocabularies.chairs if chair.country_id == found.pk]
            if isinstance(found, Country)
            else [],
            "page": page,
            "readings": list(readings(page.object_list, vocabularies, "structures")),
            "parameter": parameter,
            "came_from": f"{parameter}={found.slug}" if parameter else "",
            "query_in_pages": query_string(request.GET, {"anchor": [anchor]}),
        },
    )


def carrying(found: Term, found_in: Vocabulary) -> EditionQuerySet:
    """What is listed in the language of the address and carries the term or one below it, newest first."""
    links, _ = CARRIED_BY[found_in.model]
    ids = links._default_manager.filter(tag_id__in=found_in.below(found)).values("content_object_id")
    return Edition.objects.listed().filter(language=get_language(), pk__in=ids).newest_first()


def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = request.vocabularies.page(slug)  # type: ignore[attr-defined]  # see middleware
    if found is None:
        raise Http404
    language = get_language()
    body_language = language if language in found.bodies else "en"
    return render(
        request,
        "page.html",
        {"page": found, "body": found.bodies.get(body_language, ""), "body_language": body_language},
    )

"""Index pages of the vocabularies, each term with its releases, and the plain pages."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from releases.lists import register
from releases.lists.marks import Look
from releases.lists.selection import Asked, Found, Selection
from releases.site.cards import cards
from releases.site.filters import ReleaseFilter, query_string
from releases.site.listing import anchor_in, page_of
from releases.site.navigation import field_operations
from releases.site.requests import PublicRequest, look_of
from taxonomy.models import Country, FieldOfWork, MeetingSeries, Structure, Term
from taxonomy.snapshot import Vocabularies

# The facet of each vocabulary in the search. The list's filters have the same names, except that it has none for
# meetings.
FACETS: dict[type[Term], str] = {
    FieldOfWork: "field",
    Country: "country",
    Structure: "source",
    MeetingSeries: "meeting",
}


def vocabulary(request: PublicRequest, segment: str) -> HttpResponse:
    context = {"segment": segment, "field_operations": field_operations(request.vocabularies)}
    return render(request, f"vocabularies/{segment.replace('-', '_')}.html", context)


def term(request: PublicRequest, segment: str, slug: str) -> HttpResponse:
    """A term's page; a former slug, or the address of another vocabulary's page, redirects to the one in use."""
    vocabularies: Vocabularies = request.vocabularies
    found_in = vocabularies.by_segment(segment)
    found = found_in.resolve(slug) if found_in else None
    if found_in is None or found is None:
        raise Http404
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    in_order = Found(carrying(found, vocabularies, look_of(request)), "newest", anchor_in(request.GET))
    page = page_of(in_order, request.GET)
    anchor = request.GET.get("anchor") or (in_order.anchor_of(page.object_list[0]) if page.object_list else "")
    facet = FACETS[found_in.model]
    parameter = facet if facet in ReleaseFilter.base_filters else ""
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
            "cards": cards(list(page.object_list), vocabularies, level="h3"),
            "parameter": parameter,
            "query_in_pages": query_string(request.GET, {"anchor": [anchor]}),
        },
    )


def carrying(found: Term, vocabularies: Vocabularies, look: Look | None) -> Selection:
    """Editions listed in the language of the address with the term or a narrower one."""
    terms = {FACETS[type(found)]: vocabularies.of(type(found)).below(found)}
    return Selection(Asked(language=get_language() or "", terms=terms), vocabularies, register.current(look))


def page(request: PublicRequest, slug: str) -> HttpResponse:
    found = request.vocabularies.page(slug)
    if found is None:
        raise Http404
    language = get_language()
    body_language = language if language in found.bodies else "en"
    return render(
        request,
        "page.html",
        {"page": found, "body": found.bodies.get(body_language, ""), "body_language": body_language},
    )

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from releases.filters import query_without_page, release_filter
from releases.models import Edition, EditionQuerySet
from releases.reading import readings, with_sources

PAGE_SIZE = 20


def release_list(request: HttpRequest) -> HttpResponse:
    chosen = release_filter(request)
    page = page_of(chosen.qs, request)
    return render(
        request,
        "release_list.html",
        {
            "filter": chosen,
            "page": page,
            "readings": list(readings(page.object_list, request)),
            "choices": list(chosen.chosen()),
            "query_without_page": query_without_page(request),
            "types": Edition.Type.choices,
            "noindex": bool(chosen.problems) or len(request.GET) > 1,
        },
    )


def page_of(editions: EditionQuerySet, request: HttpRequest) -> Page:
    """The page that the address asks for; beyond the last one there is nothing."""
    paginator = Paginator(with_sources(editions), PAGE_SIZE)
    try:
        return paginator.page(request.GET.get("page", 1))
    except (PageNotAnInteger, EmptyPage) as error:
        raise Http404(_("There is no such page of the list.")) from error

from django.http import HttpResponse
from django.shortcuts import redirect, render

from releases.search.destinations import destination
from releases.site.choices import choices
from releases.site.listing import Listing
from releases.site.requests import PublicRequest


def release_list(request: PublicRequest) -> HttpResponse:
    """An invalid filter is named and ignored, with status 400 for programs.

    A search for just a number or an address leads to the release.
    """
    if set(request.GET) <= {"q"} and (target := destination(request.GET.get("q", ""))):
        return redirect(target)
    listing = Listing(request.GET, request.vocabularies)
    context = {
        "listing": listing,
        "page": listing.page,
        "readings": listing.readings,
        "choices": list(choices(listing.filter)),
        "noindex": not listing.worth_indexing,
    }
    return render(request, "release_list.html", context, status=400 if listing.filter.problems else 200)

from django.http import HttpResponse
from django.shortcuts import redirect

from releases.lists.destinations import destination
from releases.site import kept_list
from releases.site.listing import Listing
from releases.site.requests import PublicRequest, look_of


def release_list(request: PublicRequest) -> HttpResponse:
    """An invalid filter is named and ignored, with status 400 for programs.

    A search for just a number or an address leads to the release.
    """
    if set(request.GET) <= {"q"} and (target := destination(request.GET.get("q", ""))):
        return redirect(target)
    listing = Listing(request.GET, request.vocabularies, look_of(request))
    return kept_list.response(request, listing)

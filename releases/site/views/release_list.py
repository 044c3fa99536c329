from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from releases.lists.destinations import destination
from releases.site import kept_list, unanswered
from releases.site.listing import Listing
from releases.site.requests import PublicRequest, look_of


def release_list(request: PublicRequest) -> HttpResponse:
    """An invalid filter is named and ignored, with status 400 for programs.

    A search for just a number or an address leads to the release.
    """
    if set(request.GET) <= {"q"} and (target := destination(request.GET.get("q", ""))):
        return redirect(target)
    listing = Listing(request.GET, request.vocabularies, look_of(request))
    response = kept_list.response(request, listing)
    selection = listing.filter.selection
    if selection.asks_for_words and not selection.count and not selection.found_by_words:
        unanswered.watch.note(selection.asked.language, selection.asked.text, timezone.now())
    return response

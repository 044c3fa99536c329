"""Turns what an editor pastes into a text of ours, so that the clipboard, imports and saving share one set of rules."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase

from releases.importing.pasted import pasted

LONGEST_READ = 10_000_000  # bytes of each form; a page of Word has about ten thousand


def pasting_view(request: HttpRequest) -> HttpResponseBase:
    """Takes `html` and `text` as files, because fields of a form are limited to less than a long document has."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    found = pasted(_read(request, "html"), _read(request, "text"), request.POST.get("language", "")[:10])
    return JsonResponse({"html": found.html, "notes": found.notes})


def _read(request: HttpRequest, name: str) -> str:
    given = request.FILES.get(name)
    return given.read(LONGEST_READ).decode(errors="replace") if isinstance(given, UploadedFile) else ""

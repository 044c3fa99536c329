"""The page on which anybody learns whether a text was public here.

It has no cookie and no CSRF token, as no public page has: a forged request could only ask on behalf of somebody who then sees the
answer. What was brought is looked at in memory and forgotten.
"""

import threading
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from releases.files.upload_handler import LARGEST_LOOKED_AT, CuttingOne, InMemory
from releases.site.allowances import allows
from releases.site.verifying.document import Document
from releases.site.verifying.finding import matches, published_files
from releases.site.verifying.forms import VerifyForm
from releases.site.verifying.lines import Unreadable, lines_of
from releases.site.verifying.surrounding import left_over

MOST = 60  # questions of one network
WITHIN = timedelta(hours=1)
FRAME = 1024 * 1024  # bytes of a request beside the file and the text
LARGEST = LARGEST_LOOKED_AT + FRAME * 3
# Looking into a PDF takes a core; one at a time leaves the others to readers.
LOOKING = threading.BoundedSemaphore(1)
PATIENCE = 20  # seconds
KEPT_NOWHERE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "verify.html", {"form": VerifyForm()})
    response = _answer(request)
    for name, value in KEPT_NOWHERE.items():
        response.headers[name] = value
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if not allows(request, "verify", MOST, WITHIN):
        return _refused(
            request, _("From your network came too many questions. Please try again in an hour."), 429, WITHIN
        )
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return _refused(request, _("The file is larger than 10 MB."), 413)
    request.upload_handlers = [CuttingOne(request), InMemory(request)]
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "verify.html", {"form": form}, status=400)
    return _looked_at(request, form.content())


def _looked_at(request: HttpRequest, content: bytes) -> HttpResponse:
    if not LOOKING.acquire(timeout=PATIENCE):
        return _refused(
            request, _("Others are asking as well. Please try again in a minute."), 503, timedelta(minutes=1)
        )
    try:
        context = _findings(request, content)
    finally:
        LOOKING.release()
    return render(request, "verify.html", {"form": VerifyForm(), "asked": True, **context})


def _findings(request: HttpRequest, content: bytes) -> dict[str, object]:
    files = published_files(content)
    try:
        document = Document(lines_of(content))
    except Unreadable:
        return {"files": files, "unreadable": True}
    found = matches(document)
    whole = [each for each in found if each.whole]
    left = left_over(request, document, whole[-1]) if whole else []
    return {"files": files, "whole": whole, "near": [] if whole else found, "left": left}


def _refused(request: HttpRequest, sentence: str, status: int, again: timedelta | None = None) -> HttpResponse:
    """`again`: when to ask anew."""
    response = render(request, "verify.html", {"form": VerifyForm(), "problem": sentence}, status=status)
    if again:
        response["Retry-After"] = int(again.total_seconds())
    return response

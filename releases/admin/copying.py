"""Starting a release with the text of another one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from releases import steps
from releases.admin.editor import editor_of
from releases.models import Edition
from releases.steps import StepRefused


def copy_view(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Opens the copy, a draft of a release of its own."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        shown = steps.copy_as_new(edition, editor_of(request))
    except StepRefused as refusal:
        shown = edition
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        told = _("This is a copy of release %(number)s, dated today. Check what must change.")
        messages.success(request, told % {"number": edition.release_id})
    return redirect(reverse("admin:releases_edition_change", args=[shown.pk]))

"""Preview links of an edition: issued to one person, for some days, and revocable."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases import steps
from releases.admin.comparisons import saved_label
from releases.admin.editor import editor_of
from releases.admin.forms import version_of
from releases.language.instants import in_zone
from releases.models import Edition, PreviewLink, SavedText, User
from releases.models.clock import Now, database_time
from releases.states import Phase, State
from releases.steps import StepRefused, table

LONGEST = 30  # days


class LinkForm(forms.Form):
    recipient = forms.CharField(
        label=gettext_lazy("Recipient"),
        max_length=200,
        help_text=gettext_lazy(
            "Name and organisation. Each time the link is opened, and each comment, is recorded under this name."
        ),
    )
    days = forms.IntegerField(label=gettext_lazy("Valid for how many days"), min_value=1, max_value=LONGEST, initial=7)


@dataclass(frozen=True)
class Given:
    """A link and its status."""

    link: PreviewLink
    alive: bool
    address: str
    text: str
    until: str
    opened: int
    last_opened: str


def links_view(request: HttpRequest, edition: Edition, around: dict[str, Any]) -> HttpResponse:
    may_give = may_give_links(request, edition)
    form = LinkForm(request.POST or None)
    if request.method == "POST":
        if not may_give:
            raise PermissionDenied
        if form.is_valid():
            give(request, edition, form.cleaned_data["recipient"], form.cleaned_data["days"])
            return redirect(request.path)
    context: dict[str, Any] = {
        **around,
        "title": _("Preview links"),
        "edition": edition,
        "given": given(edition),
        "form": form,
        "may_give": may_give,
        "has_text": bool(version_of(edition)),
    }
    return TemplateResponse(request, "admin/releases/edition/links.html", context)


def revoke_view(request: HttpRequest, edition: Edition, link_id: int) -> HttpResponse:
    if request.method != "POST" or not steps.permits(edition, table.SUBMIT, editor_of(request)):
        raise PermissionDenied
    link = PreviewLink.objects.filter(pk=link_id, text__edition=edition).first()
    if link is None:
        raise Http404
    if PreviewLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=Now()):
        note(request, edition, _("The preview link for %(name)s was revoked.") % {"name": link.recipient})
    messages.success(request, _("The link no longer works."))
    return redirect(reverse("admin:releases_edition_links", args=[edition.pk]))


def may_give_links(request: HttpRequest, edition: Edition) -> bool:
    """For an edition that is not public but may become so, by those who may write in it."""
    waits = edition.state != State.DISCARDED and edition.phase(database_time()) in (Phase.NONE, Phase.SCHEDULED)
    return waits and steps.permits(edition, table.SUBMIT, editor_of(request))


def give(request: HttpRequest, edition: Edition, recipient: str, days: int) -> None:
    text = SavedText.objects.filter(pk=version_of(edition)).first()
    if text is None:
        messages.error(request, _("Save the text first: a link shows a saved text."))
        return
    until = database_time() + datetime.timedelta(days=days)
    editor: User = editor_of(request)
    link = PreviewLink.objects.create(text=text, recipient=recipient, created_by=editor, expires_at=until)
    note(
        request,
        edition,
        _("A preview link was created for %(name)s, valid until %(until)s.")
        % {"name": recipient, "until": in_zone(until)},
    )
    messages.success(request, _("Link: %(address)s") % {"address": full_address(link)})


def note(request: HttpRequest, edition: Edition, words: str) -> None:
    """Add a remark to the record; if the record accepts none now, the link is valid all the same."""
    try:
        steps.remark(edition, editor_of(request), words)
    except StepRefused as refusal:
        messages.warning(request, " ".join(refusal.reasons))


def given(edition: Edition) -> list[Given]:
    alive = set(PreviewLink.objects.alive().filter(text__edition=edition).values_list("pk", flat=True))
    links = PreviewLink.objects.filter(text__edition=edition).select_related("text__entry__by", "created_by")
    counted = links.annotate(opened=Count("openings"), last_opened=Max("openings__at")).order_by("-pk")
    return [
        Given(
            link,
            alive=link.pk in alive,
            address=full_address(link),
            text=saved_label(link.text),
            until=in_zone(link.expires_at),
            opened=link.opened,
            last_opened=in_zone(link.last_opened),
        )
        for link in counted
    ]


def full_address(link: PreviewLink) -> str:
    return settings.SITE_URL + link.get_absolute_url()

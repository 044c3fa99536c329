"""Choosing the release that leads the front page, and what was chosen so far."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases import steps
from releases.admin.editor import editor_of
from releases.admin.visibility import visible
from releases.language.instants import in_zone
from releases.models import Edition, Featured
from releases.models.within import LONGEST_SAID
from releases.steps import StepRefused, featuring

SHOWN = 10
STOP = "stop"


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class FeatureForm(forms.Form):
    begins_at = forms.DateTimeField(label=gettext_lazy("From"), required=False, widget=_moment())
    ends_at = forms.DateTimeField(label=gettext_lazy("Until"), required=False, widget=_moment())
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_SAID["comment"]}),
        max_length=LONGEST_SAID["comment"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = _("Time zone: %s.") % settings.TIME_ZONE
        at_once = _("Empty: at once, or as soon as the release is public.")
        self.fields["begins_at"].help_text = f"{at_once} {zone}"
        self.fields["ends_at"].help_text = _("Empty: until another one is chosen.")


@dataclass(frozen=True)
class Choice:
    """As the list shows it. A release that this person may not see is only a number."""

    headline: str
    leads: bool
    begins_at: str
    ends_at: str
    by: str


def feature_view(request: HttpRequest, edition: Edition, around: dict[str, Any]) -> HttpResponse:
    person = editor_of(request)
    if not featuring.may_feature(edition, person):
        raise PermissionDenied
    form = FeatureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if STOP in request.POST:
                steps.stop_featuring(edition, person, given["remark"])
                told = _("The newest release leads the front page again.")
            else:
                steps.feature(edition, person, **given)
                told = _("The release was chosen for the front page.")
        except StepRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, told)
            return redirect(reverse("admin:releases_edition_change", args=[edition.pk]))
    context = {**around, "title": _("Front page"), "edition": edition, "form": form, "choices": choices_for(request)}
    return TemplateResponse(request, "admin/releases/edition/feature.html", context)


def choices_for(request: HttpRequest) -> list[Choice]:
    """Newest first."""
    rows = list(Featured.objects.select_related("entry__by").order_by("-pk")[:SHOWN])
    seen = visible(request).filter(release__in={row.release_id for row in rows}).order_by("number")
    headlines = dict(seen.values_list("release", "headline"))
    return [
        Choice(
            headline=headlines.get(row.release_id) or _("Release %(number)s") % {"number": row.release_id},
            leads=row.leads,
            begins_at=in_zone(row.begins_at),
            ends_at=in_zone(row.ends_at),
            by=(row.entry.by.get_full_name() or row.entry.by.get_username()) if row.entry.by else "",
        )
        for row in rows
    ]

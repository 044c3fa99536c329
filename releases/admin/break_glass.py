"""Editions limited to named people, for those who may open them in an emergency: only their numbers, until a reason is given."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases import steps
from releases.admin.editor import editor_of
from releases.models import Edition
from releases.steps import StepRefused, table

MOST = 200


class GlassForm(forms.Form):
    edition = forms.IntegerField(min_value=1, max_value=10**15)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2, "cols": 60}))


def glass_view(request: HttpRequest, around: dict[str, Any]) -> HttpResponse:
    editor = editor_of(request)
    if not editor.has_perm(table.BREAK_GLASS.permission):
        raise PermissionDenied
    hidden = Edition.objects.behind_glass().exclude(pk__in=Edition.objects.visible_to(editor).values("pk"))
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return opened(request, hidden.filter(pk=form.cleaned_data["edition"]).first(), form.cleaned_data["reason"])
    if request.method == "POST":
        messages.error(request, _("This step requires an explanation."))
    context: dict[str, Any] = {
        **around,
        "title": _("Texts limited to named people"),
        "editions": hidden.order_by("-pk").values("pk", "release", "number", "language")[:MOST],
    }
    return TemplateResponse(request, "admin/releases/edition/glass.html", context)


def opened(request: HttpRequest, edition: Edition | None, reason: str) -> HttpResponse:
    if edition is None:
        raise Http404
    try:
        steps.break_glass(edition, editor_of(request), reason)
    except StepRefused as refusal:
        for sentence in refusal.reasons:
            messages.error(request, sentence)
        return redirect(reverse("admin:releases_edition_glass"))
    return redirect(reverse("admin:releases_edition_change", args=[edition.pk]))

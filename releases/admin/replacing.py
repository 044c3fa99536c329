"""Find and replace on the server, for whoever writes without script: what would change is shown, and then done as one save."""

from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases import steps
from releases.admin.editor import editor_of
from releases.language.finding import Sought, texts_of
from releases.models import Edition
from releases.record.contents import digest_of
from releases.steps import StepRefused

LONGEST = 300
AROUND = 60
MOST_SHOWN = 200
SEEN = "seen"


class ReplaceForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("Find"), max_length=LONGEST, strip=False)
    replacement = forms.CharField(label=gettext_lazy("Replace with"), max_length=LONGEST, strip=False, required=False)
    match_case = forms.BooleanField(label=gettext_lazy("Match case"), required=False)
    whole_words = forms.BooleanField(label=gettext_lazy("Whole words"), required=False)
    beside = forms.BooleanField(label=gettext_lazy("Also in headline and lead"), required=False)

    @property
    def sought(self) -> Sought:
        said = self.cleaned_data
        return Sought(said["words"], match_case=said["match_case"], whole_words=said["whole_words"])

    @property
    def parts(self) -> tuple[str, ...]:
        return ("headline", "lead", "body") if self.cleaned_data["beside"] else ("body",)


def replace_view(request: HttpRequest, edition: Edition, around: dict[str, Any]) -> HttpResponse:
    if not steps.may_write_in(edition, editor_of(request)):
        raise PermissionDenied
    form = ReplaceForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked and "replace" in request.POST:
        return _replace(request, edition, form)
    context = {
        **around,
        "title": _("Find and replace"),
        "edition": edition,
        "form": form,
        "asked": asked,
        "found": shown(edition, form) if asked else [],
        "count": sum(count_in(edition, form).values()) if asked else 0,
        "seen": digest_of(edition),
    }
    return TemplateResponse(request, "admin/releases/edition/replace.html", context)


def _replace(request: HttpRequest, edition: Edition, form: ReplaceForm) -> HttpResponse:
    """In the text that was shown, or not at all."""
    try:
        count = steps.replace_words(
            edition,
            editor_of(request),
            form.sought,
            form.cleaned_data["replacement"],
            form.parts,
            seen=request.POST.get(SEEN, ""),
        )
    except StepRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return redirect(request.path)
    messages.success(request, _("Replaced: %(count)s.") % {"count": count})
    return redirect(reverse("admin:releases_edition_change", args=[edition.pk]))


def texts_in(edition: Edition, part: str) -> list[str]:
    said: str = getattr(edition, part)
    return texts_of(said) if part == "body" else [said]


def count_in(edition: Edition, form: ReplaceForm) -> dict[str, int]:
    sought = form.sought
    return {part: sum(len(sought.places_in(text)) for text in texts_in(edition, part)) for part in form.parts}


def shown(edition: Edition, form: ReplaceForm) -> list[SafeString]:
    """The first places with the words around each, and what will stand there."""
    sought, words = form.sought, form.cleaned_data["replacement"]
    found = (
        format_html(
            "{}<del>{}</del><ins>{}</ins>{}",
            text[max(0, start - AROUND) : start],
            text[start:end],
            words,
            text[end : end + AROUND],
        )
        for part in form.parts
        for text in texts_in(edition, part)
        for start, end in sought.places_in(text)
    )
    return list(islice(found, MOST_SHOWN))

"""Asking for clearance, and giving one's word on a text, beside it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from releases import steps
from releases.admin.comparisons import key_of_saved
from releases.admin.editor import editor_of
from releases.admin.fields import RowsField
from releases.language.instants import in_zone
from releases.models import Clearance, Department, Edition, SavedText, User
from releases.models.clearance import AGREED, CALLED_OFF, OBJECTED, REMARKED, Silence
from releases.models.clock import database_time
from releases.models.within import LONGEST_SAID
from releases.record.contents import digest_of
from releases.review.clearance import Request, Standing, requests_about
from releases.states import IN_PROGRESS, State
from releases.steps import StepRefused, clearing

CHOICES = forms.CheckboxSelectMultiple


class AskingForm(forms.Form):
    people = RowsField(label=gettext_lazy("People"), queryset=User.objects.none(), required=False, widget=CHOICES)
    departments = RowsField(
        label=gettext_lazy("Departments"), queryset=Department.objects.none(), required=False, widget=CHOICES
    )
    due_at = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    silence = forms.ChoiceField(
        label=gettext_lazy("Silence means"), choices=Silence, initial=lambda: settings.CLEARANCE_SILENCE
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_SAID["comment"]}),
    )

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        """Only those who can see the text are offered."""
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(is_active=True, is_staff=True)
        seeing = [person.pk for person in staff if edition.is_visible_to(person)]
        self.fields["people"].queryset = User.objects.filter(pk__in=seeing).order_by("last_name", "username")  # type: ignore[attr-defined]
        self.fields["departments"].queryset = Department.objects.filter(people__in=seeing).distinct()  # type: ignore[attr-defined]
        self.fields["due_at"].help_text = _("Time zone: %s.") % settings.TIME_ZONE


@dataclass(frozen=True)
class Word:
    what: str
    who: str
    at: str
    remark: str
    compare: str  # the address that compares the text it was said of with the current one; empty if they are the same


@dataclass(frozen=True)
class Asked:
    """A request as the page shows it, with what this person may do about it."""

    request: Request
    standing: Standing
    words: list[Word]
    may_speak: bool
    may_call_off: bool

    @property
    def due_at(self) -> str:
        return in_zone(self.request.clearance.due_at)

    @property
    def form(self) -> str:
        return f"clearance-{self.request.clearance.pk}"


def clearance_panel(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    person, found = editor_of(request), requests_about(edition)
    asking = edition.state in (State.DRAFT, State.SUBMITTED) and clearing.may_ask(edition, person)
    if not found:
        return {"may_ask": asking}
    now, digest = database_time(), digest_of(edition)
    return {
        "may_ask": asking,
        "clearances": [_asked(one, edition, person, one.standing(now), digest) for one in found],
    }


def _asked(one: Request, edition: Edition, person: User, standing: Standing, digest: str) -> Asked:
    one.clearance.edition = edition
    going_on = edition.state in IN_PROGRESS and standing is not Standing.CALLED_OFF
    return Asked(
        one,
        standing,
        [_word(word.entry, edition, digest) for word in one.words],
        may_speak=going_on and clearing.may_speak(one.clearance, person),
        may_call_off=going_on and clearing.may_call_off(one.clearance, person),
    )


def _word(entry: Any, edition: Edition, digest: str) -> Word:
    labels = {AGREED: _("agrees"), OBJECTED: _("objects"), REMARKED: _("comments"), CALLED_OFF: _("called it off")}
    who = entry.by.get_full_name() or entry.by.get_username()
    earlier = "" if entry.digest_before == digest else _comparison(edition, entry.digest_before)
    return Word(labels[entry.step], who, in_zone(entry.at), entry.remark, earlier)


def _comparison(edition: Edition, digest: str) -> str:
    saved = SavedText.objects.filter(edition=edition, digest=digest).order_by("pk").values_list("pk", flat=True).last()
    page = reverse("admin:releases_edition_compare", args=[edition.pk])
    return f"{page}?before={key_of_saved(saved)}&after=edition-{edition.pk}" if saved else page


def asking_view(request: HttpRequest, edition: Edition, around: dict[str, Any]) -> HttpResponse:
    """The page on which clearance is asked for."""
    if not clearing.may_ask(edition, editor_of(request)):
        raise PermissionDenied
    form = AskingForm(edition, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = steps.ask_clearance(edition, editor_of(request), **form.cleaned_data)
        except StepRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            told = ngettext("%(number)s request was sent.", "%(number)s requests were sent.", len(made))
            messages.success(request, told % {"number": len(made)})
            return redirect(_page(edition))
    context = {**around, "title": _("Ask for clearance"), "edition": edition, "form": form}
    return TemplateResponse(request, "admin/releases/edition/clearance.html", context)


VERBS = {
    AGREED: steps.agree,
    OBJECTED: steps.object_to,
    REMARKED: steps.comment_on_request,
    CALLED_OFF: steps.call_off,
}


def word_view(request: HttpRequest, edition: Edition, clearance_id: int) -> HttpResponse:
    """Give one's word, or call the request off, by the button that was pressed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    clearance = Clearance.objects.filter(edition=edition, pk=clearance_id).select_related("entry").first()
    if clearance is None:
        raise Http404
    clearance.edition = edition
    try:
        verb = VERBS.get(request.POST.get("verb", ""), steps.comment_on_request)
        verb(clearance, editor_of(request), request.POST.get("said", ""))
    except StepRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, _("Your word is on the record."))
    return redirect(_page(edition))


def _page(edition: Edition) -> str:
    return f"{reverse('admin:releases_edition_change', args=[edition.pk])}#clearance"

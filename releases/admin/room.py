"""The page of an edition about the room for journalists: to whom it is open, who read it, and opening it to more people."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.accounts import freshness, kept_answers
from releases.admin.editor import editor_of
from releases.admin.visibility import visible
from releases.language.instants import in_zone
from releases.models import Edition, Journalist, Opening, Outlet, RoomEntry
from releases.room import links, opening
from releases.steps import StepRefused

READINGS = 200  # lines of the log on the page
Kind = RoomEntry.Kind


class OpenForm(forms.Form):
    """Chosen people, all of an outlet, or all there are; each as they are now."""

    everybody = forms.BooleanField(label=gettext_lazy("All accredited journalists"), required=False)
    outlets = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Everybody of these outlets"),
        queryset=Outlet.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    journalists = forms.ModelMultipleChoiceField(
        label=gettext_lazy("These people"),
        queryset=Journalist.objects.accredited().select_related("outlet"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Also the texts in these languages"),
        queryset=Edition.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, others: QuerySet[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].queryset = others  # type: ignore[attr-defined]  # of a field with a choice of rows
        self.fields["others"].label_from_instance = Edition.get_language_display  # type: ignore[attr-defined]
        if not others:
            del self.fields["others"]

    def chosen(self) -> QuerySet[Journalist]:
        admitted = Journalist.objects.accredited().select_related("outlet")
        if self.cleaned_data["everybody"]:
            return admitted
        named = Q(pk__in=self.cleaned_data["journalists"]) | Q(outlet__in=self.cleaned_data["outlets"])
        return admitted.filter(named)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and not self.chosen().exists():
            raise forms.ValidationError(_("Choose at least one person."))
        return cleaned


@dataclass(frozen=True)
class Reader:
    """One opening, and what became of it."""

    opening: Opening
    opened: str
    withdrawn: str
    readings: int
    last: str


def room_view(request: HttpRequest, edition: Edition, around: dict[str, Any]) -> HttpResponse:
    editor = editor_of(request)
    if not edition.allows(opening.PERMISSION, editor):
        raise PermissionDenied
    if request.method == "POST" and not freshness.is_fresh(request):
        return freshness.ask_again(request, keeping=True)
    form = OpenForm(request.POST or None, others=in_other_languages(request, edition))
    form.initial.update(kept_answers.as_initial(form, kept_answers.given_back(request)))
    if request.method == "POST" and form.is_valid():
        open_chosen(request, edition, form)
        return redirect(request.path)
    context: dict[str, Any] = {
        **around,
        "title": _("Room for journalists"),
        "edition": edition,
        "readers": readers_of(edition),
        "log": log_of(edition),
        "form": form,
        "reasons": opening.against(edition, editor),
        "closed": RoomEntry.room_is_closed(),
    }
    return TemplateResponse(request, "admin/releases/edition/room.html", context)


def in_other_languages(request: HttpRequest, edition: Edition) -> QuerySet[Edition]:
    """The other texts of the release that could be opened as well."""
    siblings = visible(request).filter(release=edition.release_id).exclude(language=edition.language)
    ready = [other.pk for other in siblings if not opening.against(other, editor_of(request))]
    return Edition.objects.filter(pk__in=ready).order_by("language")


def open_chosen(request: HttpRequest, edition: Edition, form: OpenForm) -> None:
    people = list(form.chosen())
    opened = []
    for text in (edition, *form.cleaned_data.get("others", ())):
        try:
            opened += opening.open_to(text, people, editor_of(request))
        except StepRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
    links.tell_of(opened)
    if opened:
        messages.success(request, _("Opened. The journalists get a letter with the address."))
    else:
        messages.info(request, _("Nothing has changed: it was open to these people already."))


def withdraw_view(request: HttpRequest, edition: Edition) -> HttpResponse:
    """From one person, or from all."""
    if request.method != "POST" or not edition.allows(opening.PERMISSION, editor_of(request)):
        raise PermissionDenied
    standing = Opening.objects.standing().filter(edition=edition)
    mark = request.POST.get("opening")
    chosen = standing if mark is None else standing.filter(mark=mark)
    opening.withdraw(chosen, editor_of(request))
    messages.success(request, _("Withdrawn. The text is closed to them from now on."))
    return redirect(reverse("admin:releases_edition_room", args=[edition.pk]))


def readers_of(edition: Edition) -> list[Reader]:
    read = RoomEntry.objects.filter(kind=Kind.READ, edition=edition, journalist=OuterRef("journalist")).order_by()
    by_journalist = read.values("journalist")
    openings = (
        Opening.objects.filter(edition=edition)
        .select_related("journalist__outlet", "opened_by", "withdrawn_by")
        .annotate(
            readings=Subquery(by_journalist.annotate(n=Count("pk")).values("n")),
            last=Subquery(by_journalist.annotate(n=Max("at")).values("n")),
        )
        .order_by("-pk")
    )
    return [
        Reader(each, in_zone(each.opened_at), in_zone(each.withdrawn_at), each.readings or 0, in_zone(each.last))
        for each in openings
    ]


def log_of(edition: Edition) -> list[tuple[str, RoomEntry]]:
    entries = RoomEntry.objects.filter(edition=edition, kind__in=(Kind.READ, Kind.FILE))
    return [(in_zone(entry.at), entry) for entry in entries.select_related("journalist__outlet")[:READINGS]]

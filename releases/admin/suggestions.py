"""What the text already says, beside the draft: offered, and taken by a button."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from releases.admin.editor import editor_of
from releases.language.numbers import number_in
from releases.models import Contact, Edition
from releases.models.carried import carried_terms
from releases.steps import StepRefused, may_write_in, suggesting
from releases.tagging.suggestions import dateline_for, suggestions_for
from taxonomy import snapshot


def suggestions_panel(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    person = editor_of(request)
    if not may_write_in(edition, person):
        return {}
    return {"suggestions": suggestions_for(edition, person)}


def take_view(request: HttpRequest, edition: Edition) -> HttpResponse:
    """`take` names what: “dateline”, “contact:17”, or a term as “countries:12”. What is taken is looked up again, not posted."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    kind, _colon, key = request.POST.get("take", "").partition(":")
    try:
        _take(request, edition, kind, number_in(key))
    except StepRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return redirect(f"{reverse('admin:releases_edition_change', args=[edition.pk])}#suggestions")


def _take(request: HttpRequest, edition: Edition, kind: str, key: int | None) -> None:
    person = editor_of(request)
    if kind == "dateline":
        if found := dateline_for(edition):
            suggesting.take_dateline(edition, person, found.places, found.date)
    elif kind == "contact":
        public = Contact.objects.filter(edition__in=suggesting.public_to(person))
        if contact := public.filter(pk=key or 0).first():
            suggesting.take_contact(edition, person, contact)
    elif part := carried_terms().get(kind):
        term = getattr(snapshot.current(), part.vocabulary).by_id.get(key)
        if term is None:
            raise Http404
        suggesting.take_term(edition, person, part, term)

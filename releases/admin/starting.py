"""Starting a release from a template or from another release, and putting standard passages into a draft."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from releases import steps
from releases.admin.editor import editor_of
from releases.admin.places import places_in
from releases.admin.releases import matching
from releases.admin.situations import css_class, situation
from releases.admin.visibility import visible
from releases.language.numbers import number_in
from releases.lists.narrowing import among
from releases.lists.newsroom import Visible
from releases.models import Boilerplate, Edition, EditionQuerySet, ReleaseTemplate
from releases.models.clock import Now
from releases.review.standard_texts import to_fill_in
from releases.steps import StepRefused, may_write_in

NAMES = dict(settings.LANGUAGES)
MOST_SHOWN = 20
LONGEST_QUERY = 200


def template_view(request: HttpRequest, around: dict[str, Any]) -> HttpResponse:
    """The templates, each with a button for every language in which this person may write."""
    editor = editor_of(request)
    if request.method == "POST":
        return start(request)
    templates = ReleaseTemplate.objects.filter(in_use=True)
    offered = [
        (template, [(code, NAMES[code]) for code in template.languages if editor.works_in(code)])
        for template in templates
    ]
    context = {
        **around,
        "title": _("Start from a template"),
        "offered": [(template, languages) for template, languages in offered if languages],
        "may_keep": editor.has_perm("releases.change_releasetemplate"),
    }
    return TemplateResponse(request, "admin/releases/edition/template.html", context)


def start(request: HttpRequest) -> HttpResponse:
    key, _colon, language = request.POST.get("start", "").partition(":")
    template = ReleaseTemplate.objects.filter(pk=number_in(key) or 0).first()
    try:
        if template is None:
            raise StepRefused([_("There is no such template in this language.")])
        edition = steps.start_from_template(template, language, editor_of(request))
    except StepRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return redirect(request.path)
    messages.success(request, _("A draft was made from the template. Fill in what stands in brackets."))
    return redirect(reverse("admin:releases_edition_change", args=[edition.pk]))


def choose_copy_view(request: HttpRequest, around: dict[str, Any]) -> HttpResponse:
    """Releases that this person may see, newest first, each with a button that copies it."""
    asked = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    newest = with_words(request, asked).exclude(kind="removed").exclude(live_until__lte=Now())
    newest = newest.filter(language__in=_own_languages(request))
    newest = newest.defer("body", "lead").order_by("-date", "-pk")[:MOST_SHOWN]
    context = {
        **around,
        "title": _("Copy a release"),
        "asked": asked,
        "longest": LONGEST_QUERY,
        "found": [(edition, situation(edition), css_class(edition)) for edition in newest],
    }
    return TemplateResponse(request, "admin/releases/edition/choose_copy.html", context)


def with_words(request: HttpRequest, asked: str) -> EditionQuerySet:
    """Visible texts with these words, as in the list of releases; without words all of them."""
    if not asked:
        return visible(request)
    seen = Visible(editor_of(request))
    matching_texts = matching(seen, asked)
    return (
        visible(request) if matching_texts is None else among(visible(request), seen.texts.ids[matching_texts].tolist())
    )


def _own_languages(request: HttpRequest) -> list[str]:
    return [code for code in NAMES if editor_of(request).works_in(code)]


# Standard passages


def put_in_view(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Without script; with it, the passage goes in at the caret, and nothing is saved before the text is."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    boilerplate = Boilerplate.objects.filter(pk=number_in(request.POST.get("boilerplate")) or 0).first()
    try:
        if boilerplate is None:
            raise StepRefused([_("There is no such passage in this language.")])
        steps.put_in(edition, editor_of(request), boilerplate, number_in(request.POST.get("after")))
    except StepRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, _("Put in: %(name)s.") % {"name": boilerplate})
    return redirect(reverse("admin:releases_edition_change", args=[edition.pk]))


def standard_texts_panel(request: HttpRequest, edition: Edition | None) -> dict[str, Any]:
    """Passages for the text's language; for a new text, of every language, among which the script chooses."""
    editor = editor_of(request)
    if not (may_write_in(edition, editor) if edition else editor.has_perm("releases.add_edition")):
        return {}
    passages = Boilerplate.objects.filter(in_use=True)
    offered = [
        {"boilerplate": passage, "language": code, "html": passage.texts[code]}
        for passage in passages
        for code in passage.languages
        if edition is None or code == edition.language
    ]
    return {
        "passages": offered,
        "places_in_text": places_in(edition.body) if edition and offered else [],
        "to_fill_in": list(to_fill_in(edition)) if edition else [],
    }

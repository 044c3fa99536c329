"""One step for several releases: each text is listed for confirmation, and the step applies to exactly the texts that
were shown.

Releasing and scheduling are all or none, at one instant. Other steps are taken where possible, and each refusal is
reported.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from releases import steps
from releases.accounts import freshness, kept_answers
from releases.admin.editor import editor_of
from releases.admin.situations import css_class, situation
from releases.admin.step_forms import StepForm
from releases.admin.visibility import visible
from releases.language.numbers import number_in
from releases.models import Edition, User
from releases.record import canonical
from releases.record.contents import contents_of
from releases.steps import StepRefused, table
from releases.steps.several import TogetherRefused, release_together
from releases.steps.table import Step

MOST = 100  # releases at a time
TOGETHER: dict[str, Any] = {
    table.RELEASE_NOW.name: gettext_lazy("Release together now"),
    table.SCHEDULE.name: gettext_lazy("Schedule together"),
}
ONE_BY_ONE = (table.SUBMIT, table.APPROVE, table.SEND_BACK, table.UNSCHEDULE, table.DISCARD)
OFFERED: dict[str, Any] = TOGETHER | {step.name: step.label for step in ONE_BY_ONE}


def action(name: str) -> Any:
    """An action of the list of releases that leads to the confirmation page."""

    def choose(model_admin: Any, request: HttpRequest, releases: Any) -> HttpResponse:
        chosen = list(releases.order_by().values_list("pk", flat=True)[: MOST + 1])
        if len(chosen) > MOST:
            messages.error(request, _("Choose no more than %(most)s releases.") % {"most": MOST})
            return redirect(request.get_full_path())
        query = urlencode([("release", pk) for pk in chosen])
        return redirect(f"{reverse('admin:releases_edition_bulk', args=[name])}?{query}")

    choose.__name__ = name
    choose.short_description = OFFERED[name]  # type: ignore[attr-defined]  # read by the admin
    return choose


@dataclass(frozen=True)
class ChosenText:
    """A text from which the step can be taken, and what stands in its way."""

    edition: Edition
    situation: str
    css_class: str
    blockers: list[str]
    digest: str  # of the text shown here; the step is not taken on any other


def bulk_view(request: HttpRequest, name: str, around: dict[str, Any]) -> HttpResponse:
    step = table.STEPS.get(name)
    if step is None or name not in OFFERED:
        raise Http404
    if step.codename in freshness.STEPS and not freshness.is_fresh(request):
        return freshness.ask_again(request, keeping=True)
    found = candidates(request, step)
    before = kept_answers.given_back(request)
    form = StepForm(step, request.POST or None, initial=StepForm.before(before))
    if request.method == "POST" and form.is_valid():
        asked = set(request.POST.getlist("edition"))
        chosen = [item for item in found if str(item.edition.pk) in asked]
        if not asked:
            messages.error(request, _("Choose at least one text."))
        elif len(chosen) < len(asked):
            messages.error(
                request, _("Nothing was done: this step is no longer possible for one of the texts you chose.")
            )
        elif take(request, step, form, chosen):
            return redirect(reverse("admin:releases_release_changelist"))
        return redirect(request.get_full_path())
    context: dict[str, Any] = {
        **around,
        "title": OFFERED[name],
        "step": step,
        "together": name in TOGETHER,
        "candidates": found,
        "left_out": left_out(found, before),
        "form": form,
        "media": around["media"] + form.media,
    }
    return TemplateResponse(request, "admin/releases/edition/bulk.html", context)


def candidates(request: HttpRequest, step: Step) -> list[ChosenText]:
    """The texts of the releases in the query that this person may see and from which the step starts."""
    named = map(number_in, request.GET.getlist("release"))
    numbers = [number for number in named if number is not None][:MOST]
    editions = [
        edition
        for edition in visible(request)
        .filter(release__in=numbers, state__in=step.sources)
        .order_by("release", "language")
        if steps.Situation(edition, None).begins(step)
    ]
    contents = contents_of(editions)
    editor = editor_of(request)
    return [
        ChosenText(
            edition,
            situation(edition),
            css_class(edition),
            against(edition, step, editor),
            canonical.digest(contents[edition.pk]),
        )
        for edition in editions
    ]


def left_out(found: list[ChosenText], before: dict[str, list[str]]) -> set[int]:
    """The texts that the person had not chosen, or had taken out, when the form was refused."""
    chosen = before.get("edition", []) if before else [str(item.edition.pk) for item in found]
    return {item.edition.pk for item in found} - {int(number) for number in chosen if number.isdigit()}


def against(edition: Edition, step: Step, editor: User) -> list[str]:
    """Everything in the way, except what the form asks for: a remark, and a future time."""
    return steps.Situation.before_the_form(edition, editor).blockers(step)


def take(request: HttpRequest, step: Step, form: StepForm, chosen: list[ChosenText]) -> bool:
    """Take the step and report the results, with each reason for a refusal. Returns whether anything was done."""
    changed = [item for item in chosen if request.POST.get(f"seen-{item.edition.pk}") != item.digest]
    if step.name in TOGETHER:
        if changed:
            refuse(request, changed, [_("It has changed since you opened this page.")])
            return False
        return take_together(request, form, [item.edition for item in chosen])
    done = 0
    for item in chosen:
        if item in changed:
            refuse(request, [item], [_("It has changed since you opened this page.")])
            continue
        try:
            getattr(steps, step.name)(item.edition, editor_of(request), **form.arguments(step))
            done += 1
        except StepRefused as refusal:
            refuse(request, [item], refusal.reasons)
    if done:
        said = ngettext("%(step)s: done for %(number)s text.", "%(step)s: done for %(number)s texts.", done)
        messages.success(request, said % {"step": step.label, "number": done})
    return bool(done)


def take_together(request: HttpRequest, form: StepForm, editions: list[Edition]) -> bool:
    try:
        release_together(
            editions, editor_of(request), at=form.cleaned_data.get("at"), remark=form.cleaned_data["remark"]
        )
    except TogetherRefused as refusal:
        messages.error(request, _("Nothing was released: they go out together or not at all."))
        for edition, reasons in refusal.reasons.items():
            messages.error(request, f"{named(edition)}: {' '.join(reasons)}")
        return False
    except StepRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return False
    said = ngettext("%(number)s text is going out.", "%(number)s texts are going out at the same time.", len(editions))
    messages.success(request, said % {"number": len(editions)})
    return True


def refuse(request: HttpRequest, items: Iterable[ChosenText], reasons: list[str]) -> None:
    for item in items:
        messages.error(request, f"{named(item.edition)}: {' '.join(reasons)}")


def named(edition: Edition) -> str:
    return f"{edition.headline} ({edition.get_language_display()})"

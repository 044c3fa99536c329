"""Each step is a page that says what it will do, and a POST that does it. The step itself has the last word."""

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from releases import steps
from releases.accounts import freshness, kept_answers
from releases.admin.editor import editor_of
from releases.admin.step_forms import StepForm
from releases.admin.visibility import visible_releases
from releases.language.instants import in_zone
from releases.models import Edition, Release
from releases.models.clock import database_time
from releases.models.record import OPENED
from releases.record.contents import digest_of
from releases.review.conversations import open_passages
from releases.steps import StepRefused, table
from releases.steps.conditions import SETTLED_COMMENTS
from releases.steps.table import Step

SEEN, UNDOES = "seen", "undoes"
UNDONE_WITHIN = datetime.timedelta(minutes=10)


def step_view(request: HttpRequest, edition: Edition, name: str, around: dict[str, Any]) -> HttpResponse:
    step = table.STEPS.get(name)
    if step is None or step in table.TAKEN_BY_IMPORTS:
        raise Http404
    if step.codename in freshness.STEPS and not freshness.is_fresh(request):
        return freshness.ask_again(request, keeping=True)
    open_comments = open_passages(edition) if SETTLED_COMMENTS in step.conditions else ()
    before = StepForm.before(kept_answers.given_back(request))
    form = StepForm(
        step,
        request.POST or None,
        initial=before,
        releases=visible_releases(request),
        must_say=bool(open_comments),
    )
    if request.method == "POST" and form.is_valid():
        return take(request, edition, step, form)
    situation = steps.Situation.before_the_form(edition, editor_of(request))
    context: dict[str, Any] = {
        **around,
        "title": step.label,
        "edition": edition,
        "live_from": in_zone(edition.live_from),
        "step": step,
        "form": form,
        "seen": digest_of(edition),
        "open_comments": open_comments,
        "blockers": situation.blockers(step),
        "media": around["media"] + form.media,
    }
    return TemplateResponse(request, "admin/releases/edition/step.html", context)


def take(request: HttpRequest, edition: Edition, step: Step, form: StepForm) -> HttpResponse:
    """Report the result, or each reason for the refusal; a new draft is opened at once."""
    made = None
    with transaction.atomic():
        list(Release.objects.select_for_update().filter(pk=edition.release_id))
        edition.refresh_from_db()
        back = taken_back_by(step, edition)
        try:
            if changed_since(request, edition):
                raise StepRefused([_("The text has changed since you opened this page. Please read it again.")])
            if UNDOES in request.POST and is_too_late(request.POST[UNDOES], edition, database_time()):
                raise StepRefused(
                    [_("Nothing was undone: more than ten minutes have passed, or something else has happened since.")]
                )
            made = getattr(steps, step.name)(edition, editor_of(request), **form.arguments(step))
        except StepRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
        else:
            shown = made if isinstance(made, Edition) else edition
            messages.success(request, _done(request, step, back, shown))
    shown = made if isinstance(made, Edition) else edition
    return redirect(reverse("admin:releases_edition_change", args=[shown.pk]))


# The step that takes another one back; the rest of them change what readers have seen, or nothing.
TAKEN_BACK_BY = {
    table.SUBMIT: table.RECALL,
    table.APPROVE: table.SEND_BACK,
    table.SCHEDULE: table.UNSCHEDULE,
    table.UNSCHEDULE: table.SCHEDULE,
    table.START_NEXT: table.DISCARD,
    table.LIMIT_ACCESS: table.LIFT_LIMIT,
    table.WITHDRAW: table.REINSTATE,
    table.REMOVE: table.REINSTATE,
}


# Of these, the ones that ask for nothing are taken by one click; the others ask for words or a time on their page.
AT_ONE_CLICK = (table.RECALL, table.UNSCHEDULE, table.DISCARD, table.LIFT_LIMIT)
UNDO = """{} <form class="undo" method="post" action="{}">
<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="{}" value="{}">
<button type="submit" aria-keyshortcuts="Alt+Shift+Z">{}</button></form>"""


def taken_back_by(step: Step, edition: Edition) -> Step | None:
    """Asked before the step is taken. Other names on a limit are not taken back by lifting it, which opens the text to everybody."""
    return None if step is table.LIMIT_ACCESS and edition.limited else TAKEN_BACK_BY.get(step)


def _done(request: HttpRequest, step: Step, back: Step | None, edition: Edition) -> str:
    """With what takes it back, if this person may."""
    told = _("Done: %(step)s.") % {"step": step.label}
    if back is None or steps.Situation.before_the_form(edition, editor_of(request)).blockers(back):
        return told
    url = reverse("admin:releases_edition_step", args=[edition.pk, back.name])
    undo = _("Undo: %(step)s") % {"step": back.label}
    if back in AT_ONE_CLICK:
        return format_html(UNDO, told, url, get_token(request), UNDOES, edition.record.latest("pk").pk, undo)
    return format_html('{} <a href="{}" aria-keyshortcuts="Alt+Shift+Z">{}</a>', told, url, undo)


def is_too_late(entry: str, edition: Edition, now: datetime.datetime) -> bool:
    """Whether the step with that entry is no longer the last thing that happened, or happened long ago."""
    last = edition.record.exclude(step=OPENED).order_by("pk").last()
    return last is None or str(last.pk) != entry or last.at <= now - UNDONE_WITHIN


def changed_since(request: HttpRequest, edition: Edition) -> bool:
    """Whether the text differs from the one shown. The step itself is not told; it checks what it needs to."""
    return SEEN in request.POST and request.POST[SEEN] != digest_of(edition)

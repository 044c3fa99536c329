"""Comments on passages, beside the text: saying something, answering, settling, accepting a wording."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases import steps
from releases.admin.editor import editor_of
from releases.language.instants import in_zone
from releases.models import Comment, Edition
from releases.models.comments import ACCEPTED, ANSWERED, REOPENED, RESOLVED, Part
from releases.models.within import LONGEST_SAID
from releases.review.conversations import Conversation, conversations_about, may_settle
from releases.review.mentions import mentions_in, people_for
from releases.steps import StepRefused, table

REFUSED = "refused_comment"  # in the session, until the page shows it again
FORM = "comment-form"


def _area(rows: int, name: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST_SAID[name], "form": FORM})


class CommentForm(forms.Form):
    """Its fields stand within the form of the text, and belong to another one."""

    part = forms.ChoiceField(
        label=gettext_lazy("Part of the text"),
        choices=Part,
        initial=Part.BODY,
        widget=forms.Select(attrs={"form": FORM}),
    )
    quotation = forms.CharField(label=gettext_lazy("The passage, copied from the text"), widget=_area(2, "quotation"))
    said = forms.CharField(label=gettext_lazy("Comment"), required=False, widget=_area(3, "comment"))
    suggestion = forms.CharField(label=gettext_lazy("Suggested wording"), required=False, widget=_area(2, "suggestion"))
    before = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"form": FORM}))
    after = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"form": FORM}))


@dataclass(frozen=True)
class Line:
    """One thing that was said, as the page shows it."""

    comment: Comment
    what: str
    who: str
    at: str

    @classmethod
    def of(cls, comment: Comment) -> "Line":
        entry = comment.entry
        done = {ACCEPTED: _("accepted the wording"), RESOLVED: _("resolved it"), REOPENED: _("opened it again")}
        who = entry.by.get_full_name() or entry.by.get_username() if entry.by else ""
        return cls(comment, done.get(entry.step, ""), who, in_zone(entry.at))


@dataclass(frozen=True)
class Shown:
    """A conversation with what this person may do about it."""

    conversation: Conversation
    may_settle: bool
    may_accept: bool

    @property
    def lines(self) -> list[Line]:
        return [Line.of(comment) for comment in self.conversation.lines]

    @property
    def form(self) -> str:
        return f"conversation-{self.conversation.first.pk}"

    @property
    def occurs(self) -> int:
        return len(self.conversation.places)


def comments_panel(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    person = editor_of(request)
    writes = steps.may_write_in(edition, person)
    found = [
        Shown(conversation, may_settle(conversation, person), writes and conversation.can_be_accepted)
        for conversation in conversations_about(edition)
    ]
    kept = request.session.pop(REFUSED, None) if request.method == "GET" else None
    return {
        "conversations": [shown for shown in found if not shown.conversation.is_resolved],
        "resolved_conversations": [shown for shown in found if shown.conversation.is_resolved],
        "comment_form": CommentForm(initial=kept, auto_id="comment-%s"),
        "comment_refused": bool(kept),
        "may_comment": steps.permits(edition, table.REMARK, person),
    }


def comment_view(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Begin a conversation. What is refused comes back in the form, so that nobody loses what they wrote."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            comment = steps.comment_on(edition, editor_of(request), **form.cleaned_data)
        except StepRefused as refusal:
            _report(request, refusal.reasons)
        else:
            return _done(request, comment)
    else:
        _report(request, [str(error) for errors in form.errors.values() for error in errors])
    request.session[REFUSED] = {name: request.POST.get(name, "")[: LONGEST_SAID["comment"]] for name in form.fields}
    return redirect(_page(edition, "comments"))


VERBS = {ANSWERED: steps.answer, RESOLVED: steps.resolve, REOPENED: steps.reopen}


def conversation_view(request: HttpRequest, edition: Edition, comment_id: int) -> HttpResponse:
    """Answer, settle or accept, by the button that was pressed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    first = Comment.objects.filter(edition=edition, pk=comment_id, thread=None).select_related("entry__by").first()
    if first is None:
        raise Http404
    first.edition = edition
    try:
        return _done(request, _take(request, first))
    except StepRefused as refusal:
        _report(request, refusal.reasons)
        return redirect(_page(edition, f"conversation-{first.pk}"))


def _take(request: HttpRequest, first: Comment) -> Comment:
    person, verb = editor_of(request), request.POST.get("verb", ANSWERED)
    if verb == ACCEPTED:
        return steps.accept(first, person)
    return VERBS.get(verb, steps.answer)(first, person, request.POST.get("said", ""))


def people_view(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Those who may see the edition, for the list that opens after an @."""
    found = people_for(edition, request.GET.get("q", "")[:50])
    return JsonResponse({"people": [{"handle": p.get_username(), "name": p.get_full_name()} for p in found]})


def _done(request: HttpRequest, comment: Comment) -> HttpResponse:
    if unknown := mentions_in(comment.entry.remark, comment.edition).unknown:
        told = _("Nobody of this name can see the text, so no letter went to: %(names)s.")
        messages.warning(request, told % {"names": ", ".join(f"@{name}" for name in unknown)})
    return redirect(_page(comment.edition, f"conversation-{comment.thread_id or comment.pk}"))


def _page(edition: Edition, anchor: str) -> str:
    return f"{reverse('admin:releases_edition_change', args=[edition.pk])}#{anchor}"


def _report(request: HttpRequest, reasons: list[str]) -> None:
    for reason in reasons:
        messages.error(request, reason)

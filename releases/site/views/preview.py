"""An unpublished text, for the one person who was given a link. A dead link answers like one that never existed."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from releases import steps
from releases.models import PreviewLink, PreviewOpening
from releases.reading.contents import edition_of, parts_in
from releases.site.preview import preview
from releases.steps import StepRefused

LONGEST_COMMENT = 5000
MOST_COMMENTS = 50  # per link


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Your comment"), max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 4, "cols": 60})
    )


@csrf_exempt  # The address itself is the credential; no cookies are involved.
def preview_link(request: HttpRequest, token: str) -> HttpResponse:
    link = PreviewLink.objects.alive().signed_with(token).select_related("text__edition", "created_by").first()
    if link is None:
        raise Http404
    form = CommentForm(request.POST or None)
    with translation.override(link.text.edition.language):
        if request.method == "POST" and form.is_valid():
            return commented(link, form.cleaned_data["comment"])
        if request.method == "GET":
            PreviewOpening.objects.create(link=link)
        edition = edition_of(link.text.content)
        context: dict[str, object] = {
            "link": link,
            "edition": edition,
            "page": preview(request, edition, parts_in(link.text.content)),
            "form": form,
            "thanks": "thanks" in request.GET,
        }
        return for_one_person(render(request, "preview_link.html", context))


def commented(link: PreviewLink, comment: str) -> HttpResponse:
    """Add the comment to the record of the edition, under the recipient's name."""
    said = link.text.edition.record.filter(step="comment", remark__startswith=f"{link.recipient}: ")
    if said.count() < MOST_COMMENTS:
        try:
            steps.comment(link.text.edition, link.recipient, comment)
        except StepRefused as refusal:
            raise Http404 from refusal
    return for_one_person(HttpResponseRedirect(f"{link.get_absolute_url()}?thanks"))


def for_one_person(response: HttpResponse) -> HttpResponse:
    """Not to be cached, indexed, or revealed to other sites as a referrer."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response

"""Starts a draft from a .docx or .odt file, and says what was understood as what and what was left out."""

import io
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases import steps
from releases.admin.editor import editor_of
from releases.files.admission import FileRefused, accept
from releases.importing.documents.source import DocumentRefused, Embedded
from releases.importing.documents.understood import Understood, understand
from releases.models import Contact, Edition, EditionFile, Release
from releases.reading import figures
from taxonomy.figures import place

MOST_PICTURES = 20


class DocumentForm(forms.Form):
    document = forms.FileField(label=gettext_lazy("Document"), widget=forms.FileInput(attrs={"accept": ".docx,.odt"}))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"),
        required=False,
        choices=[("", gettext_lazy("As its words say")), *settings.LANGUAGES],
    )


def document_view(request: HttpRequest, around: dict[str, Any]) -> HttpResponse:
    """Keeps nothing of a file that is refused; of one that is taken, the draft."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    context = around | {"title": _("Start from a document"), "form": form}
    if request.method == "POST" and form.is_valid():
        given, language = form.cleaned_data["document"], form.cleaned_data["language"]
        try:
            understood = understand(given.read(), given.name, language)
        except DocumentRefused as error:
            form.add_error("document", str(error))
        else:
            context |= {"understood": understood, "edition": begin(request, understood)}
    return TemplateResponse(request, "admin/releases/edition/document.html", context)


@transaction.atomic
def begin(request: HttpRequest, understood: Understood) -> Edition:
    """The draft, with its contacts and pictures, saved as by the editor."""
    values = {
        "headline": understood.headline or _("Without a headline"),
        "lead": understood.lead,
        "body": understood.body,
    }
    if understood.date:
        values["date"] = understood.date
    edition = Edition.objects.create(
        release=Release.objects.create(), language=understood.language, places=understood.places, **values
    )
    for position, contact in enumerate(understood.contacts):
        Contact.objects.create(edition=edition, position=position, **contact)
    kept = understood.source.pictures[:MOST_PICTURES]
    files = {picture.key: _attached(edition, picture, at, understood.notes) for at, picture in enumerate(kept)}
    edition.body = figures.filled_in(edition.body, files, lambda key: place(key) if key else "")
    edition.save()
    if (more := len(understood.source.pictures) - MOST_PICTURES) > 0:
        understood.notes.append(_("Pictures beyond the first %(most)s left out: %(count)s.") % {"most": MOST_PICTURES, "count": more})  # fmt: skip
    steps.record_save(edition, editor_of(request), created=True)
    return edition


def _attached(edition: Edition, picture: Embedded, position: int, notes: list[str]) -> str:
    """How the text names the picture among the files; empty, with a sentence for the editor, if it cannot be taken."""
    try:
        accepted = accept(io.BytesIO(picture.content), picture.name)
    except FileRefused as error:
        notes.append(str(error))
        return ""
    words = picture.alternative_text[:500]
    file = EditionFile.objects.create(edition=edition, position=position, alternative_text=words, **accepted.keep())
    return file.key

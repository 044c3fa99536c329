"""Putting a picture into the text: from the toolbar at the caret, or on a page of its own that needs no script."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.admin.editor import editor_of
from releases.admin.files import FileForm, address
from releases.admin.forms import version_of
from releases.admin.places import places_in
from releases.admin.text_parts import may_write
from releases.files import Accepted
from releases.files.kinds import EXTENSIONS
from releases.models import Edition, EditionFile
from releases.reading import figures as placing
from releases.reading.html import rich_text
from releases.reading.pictures import ShownFile
from releases.steps import StepRefused, picturing

NOWHERE = ""
PICTURES = [ending for ending, kind in EXTENSIONS.items() if kind.is_image]


class PictureForm(FileForm):
    """A new picture, or one of the edition's files, and where it is to stand."""

    clean_copy = None  # type: ignore[assignment]  # the field of documents is not taken over
    file = forms.ChoiceField(label=gettext_lazy("Picture"), required=False)
    after = forms.ChoiceField(label=gettext_lazy("Place in the text"), required=False)
    field_order = ["file", "upload", "title", "credit", "alternative_text", "is_decoration", "is_lead", "after"]

    class Meta(FileForm.Meta):
        fields = ["upload", "title", "credit", "alternative_text", "is_decoration", "is_lead"]

    def __init__(self, edition: Edition, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="picture")
        self.edition = edition
        self.existing = {str(file.pk): file for file in pictures_of(edition)}
        names = [(key, file.title or file.name) for key, file in self.existing.items()]
        self.fields["file"].choices = [("", _("A new picture")), *names]  # type: ignore[attr-defined]  # a choice field
        self.fields["after"].choices = places_for(edition)  # type: ignore[attr-defined]  # likewise
        self.fields["upload"].widget.attrs["accept"] = ",".join(PICTURES)

    @property
    def chosen(self) -> EditionFile | None:
        return self.existing.get(self.cleaned_data.get("file", ""))

    @property
    def place(self) -> int | None:
        after = self.cleaned_data.get("after")
        return int(after) if after else None

    def clean_upload(self) -> Accepted | None:
        if self.chosen:
            return None
        accepted = super().clean_upload()
        if accepted and accepted.width is None:
            raise forms.ValidationError(_("This is not a picture."))
        return accepted

    def clean(self) -> dict[str, Any]:
        """Of a file that is there already, what is said of it is kept."""
        return self.cleaned_data if self.chosen else super().clean()


def pictures_of(edition: Edition) -> list[EditionFile]:
    return [file for file in edition.files.all() if file.is_image and not file.erased]


def places_for(edition: Edition) -> list[tuple[str, str]]:
    places = [(str(number), _("After “%(words)s”") % {"words": words}) for number, words in places_in(edition.body)]
    return [(NOWHERE, _("Not in the text")), ("0", _("At the beginning")), *places]


def picture_view(request: HttpRequest, edition: Edition, around: dict[str, Any]) -> HttpResponse:
    """The page, or for the toolbar what it needs to show the picture in the text."""
    if not may_write(request, edition):
        raise PermissionDenied
    form = PictureForm(edition, request.POST or None, request.FILES or None)
    for_script = "application/json" in request.headers.get("Accept", "")
    if request.method == "POST" and form.is_valid():
        try:
            file = _take(request, edition, form)
        except StepRefused as refusal:
            form.add_error(None, " ".join(refusal.reasons))
        else:
            if for_script:
                return JsonResponse({"key": file.key, "version": version_of(edition), **told_of(file)})
            messages.success(request, _("The picture was added."))
            return redirect(reverse("admin:releases_edition_change", args=[edition.pk]))
    if for_script:
        reasons = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"reasons": reasons}, status=400)
    context = {**around, "title": _("Add a picture"), "edition": edition, "form": form}
    return TemplateResponse(request, "admin/releases/edition/picture.html", context)


def _take(request: HttpRequest, edition: Edition, form: PictureForm) -> EditionFile:
    person = editor_of(request)
    if file := form.chosen:
        picturing.place_picture(edition, person, file, form.place)
        return file
    made = form.save(commit=False)
    picturing.add_picture(edition, person, made, form.place)
    return made


def text_with_pictures(edition: Edition) -> SafeString:
    """For those who may see the edition, whether it is public or not."""
    return placing.filled_in(
        rich_text(edition.body, edition.language), {file.key: file for file in pictures_of(edition)}, _figure
    )


def _figure(file: EditionFile) -> str:
    told = told_of(file)
    return format_html(
        '<figure class="in-text"><img src="{}" alt=""><figcaption>{}</figcaption></figure>',
        told["address"],
        told["words"],
    )


def told_of(file: EditionFile) -> dict[str, str]:
    """How the editor shows it in the text."""
    return {"address": address(file, preview=True), "words": ShownFile(file, "", "").words}


def pictures_panel(edition: Edition) -> dict[str, Any]:
    """For the toolbar: the pictures by which the text names them, and the form for another one."""
    shown = {file.key: told_of(file) for file in pictures_of(edition)}
    return {"pictures": json.dumps(shown), "picture_form": PictureForm(edition)}

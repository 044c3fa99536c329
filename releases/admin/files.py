"""Files of a draft: uploaded, described and ordered with it."""

import io
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from releases.admin.text_parts import PartOfTheText, may_write
from releases.files import Accepted, FileRefused, accept, store
from releases.files.cleaning import CannotClean, can_clean, cleaned
from releases.files.kinds import EXTENSIONS, KINDS, label_of
from releases.files.remarks import in_words
from releases.models import Edition, EditionFile
from releases.site.views.files import served


class FileForm(forms.ModelForm):
    """A new upload replaces the file of the row."""

    upload = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        help_text=_("Data stored in a picture by a camera or phone, such as the location, is removed."),
    )

    clean_copy = forms.BooleanField(
        label=_("Replace with a clean copy"),
        required=False,
        help_text=_(
            "Without authors, comments, tracked changes (accepted), hidden text, notes and attachments. What remains is listed."
        ),
    )

    class Meta:
        model = EditionFile
        fields = [
            "upload",
            "clean_copy",
            "title",
            "credit",
            "alternative_text",
            "is_decoration",
            "is_lead",
            "position",
        ]
        widgets = {
            "title": forms.TextInput(attrs={"size": 40}),
            "credit": forms.TextInput(attrs={"size": 40}),
            "alternative_text": forms.Textarea(attrs={"rows": 2, "cols": 40}),
        }

    def clean_upload(self) -> Accepted | None:
        upload = self.cleaned_data.get("upload")
        if not isinstance(upload, UploadedFile):
            if self.instance.pk is None:
                raise ValidationError(gettext("Choose a file."))
            return None
        try:
            return accept(upload, upload.name or "")
        except FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        accepted = given.get("upload")
        if given.get("clean_copy"):
            accepted = given["upload"] = self.clean_copy_of(accepted)
        is_image = accepted.width is not None if accepted else self.instance.is_image
        if is_image and not (given.get("is_decoration") or given.get("alternative_text", "").strip()):
            self.add_error(
                "alternative_text", gettext("Describe what the picture shows, for people who cannot see it.")
            )
        if not is_image:
            given |= {"is_decoration": False, "is_lead": False, "credit": ""}
        return given

    def clean_copy_of(self, accepted: Accepted | None) -> Accepted | None:
        """Of what was just uploaded, or of the file of the row. A picture is clean as it is."""
        media_type, name = (accepted or self.instance).media_type, (accepted or self.instance).name
        kind = KINDS.get(media_type)
        if kind is None or not can_clean(kind):
            return accepted
        try:
            content = accepted.content if accepted else store.path_of(self.instance.digest).read_bytes()
            return accept(io.BytesIO(cleaned(content, kind)), name)
        except (CannotClean, FileRefused, OSError):
            self.add_error("clean_copy", gettext("No clean copy of this file can be made. It is damaged or encrypted."))
            return accepted

    def save(self, commit: bool = True) -> EditionFile:
        if accepted := self.cleaned_data.get("upload"):
            for column, value in accepted.keep().items():
                setattr(self.instance, column, value)
        return super().save(commit)


class FileFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """A picture that is to lead takes the place of another only if the editor says so."""
        super().clean()
        given = [getattr(form, "cleaned_data", {}) for form in self.forms]
        if sum(bool(row.get("is_lead") and not row.get("DELETE")) for row in given) > 1:
            raise ValidationError(gettext("An edition has one lead picture."))


class FileInline(PartOfTheText, admin.StackedInline):
    model = EditionFile
    form = FileForm
    extra = 0
    formset = FileFormSet
    fields: ClassVar[list[Any]] = ["shown", *FileForm.Meta.fields]
    readonly_fields = ["shown"]

    @admin.display(description=_("current file"))
    def shown(self, file: EditionFile) -> str:
        """A link to the current file, its type and size, and warnings to consider before it is public."""
        if file.pk is None:
            return "–"
        link = format_html(
            '<a href="{}">{}</a> ({}, {})',
            address(file),
            file.name,
            label_of(file.media_type),
            filesizeformat(file.size),
        )
        warnings = format_html_join("", '<p class="warning">{}</p>', ((words,) for words in in_words(file.remarks)))
        if file.is_image:
            return format_html('{}<br><img class="preview" src="{}" alt="">', link, address(file, preview=True))
        return link + warnings

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """No upload when read-only."""
        return (
            self.fields
            if may_write(request, obj)
            else [name for name in self.fields if name not in ("upload", "clean_copy")]
        )


def warn(request: HttpRequest, formsets: list[Any]) -> None:
    """Warn the editor about hidden content in files just uploaded."""
    for formset in formsets:
        for form in formset.forms:
            file = form.instance
            if isinstance(file, EditionFile) and file.pk and form.cleaned_data.get("upload"):
                for words in in_words(file.remarks):
                    messages.warning(request, f"{file.name}: {words}")


def address(file: EditionFile, *, preview: bool = False) -> str:
    url = reverse("admin:releases_edition_file", args=[file.edition_id, file.pk])
    return f"{url}?preview" if preview else url


def file_view(request: HttpRequest, edition: Edition, file_id: int) -> HttpResponseBase:
    """The bytes, for those who may see the edition. Raises Http404 for a file of another edition."""
    file = edition.files.filter(pk=file_id).first()
    if file is None:
        raise Http404
    shown = (file.preview if "preview" in request.GET else None) or file.itself
    return served(shown.digest, shown.media_type, file.name)

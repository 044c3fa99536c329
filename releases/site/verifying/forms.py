from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from releases.files.upload_handler import LARGEST_LOOKED_AT

LONGEST_TEXT = 500_000
LONGEST_NAME = 255


class VerifyForm(forms.Form):
    """A file, or a text; one of them."""

    file = forms.FileField(
        label=_("A saved page, a PDF or a text file, of at most 10 MB"),
        required=False,
        max_length=LONGEST_NAME,
    )
    text = forms.CharField(
        label=_("Or the text itself"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("text"):
            raise forms.ValidationError(_("Choose a file, or paste a text."))
        return given

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_LOOKED_AT:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file

    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        return bytes(file.read()) if file else str(self.cleaned_data["text"]).encode()

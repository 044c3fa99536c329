"""The newsroom page on which people choose which mail they get, and in which language."""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.mail.letters import LETTERS
from releases.models import User


class LettersForm(forms.Form):
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("E-mail me when"),
        choices=[(kind.name, kind.choice) for kind in LETTERS.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the e-mails"), choices=settings.LANGUAGES)

    def not_wanted(self) -> list[str]:
        return [name for name in LETTERS if name not in self.cleaned_data["wanted"]]


def letters_view(request: HttpRequest, around: Mapping[str, object]) -> HttpResponse:
    """`around` is the context that every newsroom page has."""
    editor = request.user
    if not isinstance(editor, User):
        raise PermissionDenied
    now = {
        "wanted": [name for name in LETTERS if name not in editor.letters_off],
        "language": editor.mail_language or settings.LANGUAGE_CODE,
    }
    form = LettersForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        editor.letters_off = form.not_wanted()
        editor.mail_language = form.cleaned_data["language"]
        editor.save(update_fields=["letters_off", "mail_language"])
        messages.success(request, _("Saved."))
        return redirect(request.path)
    context: dict[str, object] = {
        **around,
        "title": _("E-mail settings"),
        "form": form,
        "address": editor.email,
    }
    return TemplateResponse(request, "admin/letters.html", context)

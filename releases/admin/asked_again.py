"""Forms of people who are let in: whoever saves one has proved lately who they are, and finds what they typed when they come back."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from releases.accounts import freshness, kept_answers

SAID = "newsroom.said_before"


class AskedAgain(admin.ModelAdmin):
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and not freshness.is_fresh(request):
            return freshness.ask_again(request, keeping=True)
        request.META[SAID] = kept_answers.given_back(request)
        return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        said = request.META.get(SAID)
        return type(form.__name__, (SaidBefore, form), {"said": said}) if said else form


class SaidBefore(forms.ModelForm):
    """Shows what was said before in place of what is stored."""

    said: dict[str, list[str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(kept_answers.as_initial(self, self.said))

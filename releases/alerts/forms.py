from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from releases.alerts.asking import list_asked_for
from releases.models import Subscription
from releases.models.alerts import LONGEST_QUERY


class WishForm(forms.ModelForm):
    """How often, and in which language."""

    class Meta:
        model = Subscription
        fields = ("rhythm", "language")
        widgets = {"rhythm": forms.RadioSelect}


class AskForm(forms.Form):
    """One subscribes with an address alone; the list is that of the page from which one came."""

    address = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}), max_length=254
    )
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=Subscription.Rhythm.choices,
        initial=Subscription.Rhythm.AT_ONCE,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language of the e-mails"), choices=settings.LANGUAGES)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_QUERY)

    def clean_address(self) -> str:
        """In one spelling, so that an address is one reader however it is written."""
        address: str = self.cleaned_data["address"]
        return address.lower()

    def clean_query(self) -> str:
        try:
            query = list_asked_for(QueryDict(self.cleaned_data["query"]), get_language() or settings.LANGUAGE_CODE)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if len(query) > LONGEST_QUERY:
            raise forms.ValidationError(_("This list has too many filters."))
        return query

    def wish(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("address", "query", "language", "rhythm")}

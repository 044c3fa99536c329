from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from releases.models import Journalist


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ForgottenForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class TermsForm(forms.Form):
    accept = forms.BooleanField(label=_("I have read the terms and accept them."))
    version = forms.IntegerField(widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class LanguageForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language of the room and of its letters"), choices=settings.LANGUAGES)

    class Meta:
        model = Journalist
        fields = ("language",)

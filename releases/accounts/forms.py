"""The forms of signing in, in the places where allauth's would let a code in twice or count in a cache."""

import hashlib
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import parse_authentication_response
from django import forms
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from releases.accounts import guessing, journal, known_browsers
from releases.accounts.adapter import REFUSED, keys_for
from releases.accounts.stages import GIVEN
from releases.models import AccountEvent, SpentCode, User
from releases.site.senders import network_of


class SignInForm(LoginForm):
    """Name and password; while guessing at this account or from this address is slowed down, the code as well.

    Then password and code are looked at together, with one answer, so that neither can be guessed by itself. That is how
    the owner gets in from anywhere while somebody else is guessing.
    """

    code = forms.CharField(
        label=_("Code of your second factor"),
        required=False,
        help_text=_("There have been many attempts. With the code, you get in at once."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""
        if not (self.is_bound and self.is_slowed()):
            del self.fields["code"]

    def is_slowed(self) -> bool:
        name = str(self.data.get("login", ""))
        return guessing.is_slowed(*keys_for(self.request, name, owner_of(name)))

    def _clean_with_password(self, credentials: dict[str, Any]) -> Any:
        code = self.cleaned_data.get("code", "")
        if code and not self.is_right_together(credentials, code):
            raise forms.ValidationError(REFUSED)
        return self.cleaned_data if code else super()._clean_with_password(credentials)

    def is_right_together(self, credentials: dict[str, Any], code: str) -> bool:
        name = str(credentials.get("username", ""))
        if not guessing.attempt(f"together:{name.lower()}:{network_of(self.request)}"):
            return False
        found = authenticate(self.request, **credentials)
        user = found if isinstance(found, User) else None
        may_try = guessing.attempt(f"code:{user.pk}" if user else f"no-code:{network_of(self.request)}")
        if user is None:
            journal.note(self.request, owner_of(name), AccountEvent.Kind.WRONG_PASSWORD)
        if user is None or not may_try:
            return False
        authenticator = accepting(user, code)
        if authenticator is None:
            journal.note(self.request, user, AccountEvent.Kind.WRONG_CODE)
            return False
        guessing.forget(f"code:{user.pk}")
        self.user, self._login = user, Login(user=user)
        setattr(self.request, GIVEN, authenticator)
        return True


def owner_of(name: str) -> User | None:
    return User.objects.filter(username=name).first() if "\x00" not in name else None


class CountedCode:
    """A code after the password: each works once, and wrong ones are counted in the database."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        key = code_key(context.request, self.user)
        self.authenticator = accepting(self.user, code) if guessing.attempt(key) else None
        if self.authenticator is None:
            journal.note(context.request, self.user, AccountEvent.Kind.WRONG_CODE)
            raise get_adapter().validation_error("incorrect_code")
        guessing.forget(key)
        return code


class CodeForm(CountedCode, AuthenticateForm):
    pass


class FreshCodeForm(CountedCode, ReauthenticateForm):
    pass


def code_key(request: HttpRequest, user: User) -> str:
    known = known_browsers.known_as(request, user)
    return f"code:{user.pk}:{known}" if known else f"code:{user.pk}"


def accepting(user: User, code: str) -> Authenticator | None:
    """The person's app or recovery codes that accept this code, which is spent by that; None for a wrong or spent one."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for authenticator in Authenticator.objects.filter(user=user, type__in=kinds):
        authenticator.user = user
        if authenticator.wrap().validate_code(code) and spend(user, code):
            return authenticator
    return None


def spend(user: User, code: str) -> bool:
    """The database lets each code in once. An app shows another one before the row is cleared away."""
    digest = hashlib.sha256(code.replace(" ", "").lower().encode()).hexdigest()
    guessing.clear_spent_codes(user)
    try:
        with transaction.atomic():
            SpentCode.objects.create(user=user, digest=digest)
    except IntegrityError:
        return False
    return True


class CountedKey:
    """A key counts its signatures. One that counts less than before is a copy, made before."""

    def clean_credential(self) -> Authenticator:
        counter = parse_authentication_response(
            self.cleaned_data["credential"]  # type: ignore[attr-defined]  # mixed into a form
        ).response.authenticator_data.counter
        authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]  # of the form it is mixed into
        last = authenticator.data.get("counter", 0)
        if counter <= last and (counter or last):
            journal.note(context.request, authenticator.user, AccountEvent.Kind.CLONED_KEY)
            raise get_adapter().validation_error("incorrect_code")
        authenticator.data["counter"] = counter
        authenticator.save(update_fields=["data"])
        return authenticator


class KeyForm(CountedKey, AuthenticateWebAuthnForm):
    pass


class KeySignInForm(CountedKey, LoginWebAuthnForm):
    """Does not say whether the account is closed; allauth would send it to a page of its own."""

    def clean_credential(self) -> Authenticator:
        authenticator = super().clean_credential()
        if not authenticator.user.is_active:
            raise get_adapter().validation_error("incorrect_code")
        return authenticator


class FreshKeyForm(CountedKey, ReauthenticateWebAuthnForm):
    pass

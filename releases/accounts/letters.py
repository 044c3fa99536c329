"""Letters to the owner of an account about what happened to it; the worker sends them."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from releases.accounts.one_use import Account
from releases.language.instants import in_words
from releases.mail.background import after_commit, task
from releases.models import AccountEvent, User


def tell(event: AccountEvent) -> None:
    if event.user and event.user.email:
        after_commit(send_event, event.pk)


@task
def send_event(event: int) -> None:
    told = AccountEvent.objects.get(pk=event)
    owner = User.objects.get(account_events=told)
    with translation.override(language_of(owner)):
        context = {"event": told, "at": in_words(told.at), "sessions": absolute(reverse("account-sessions"))}
        send(owner, _("Your account: %(event)s") % {"event": told.get_kind_display()}, "account_event", context)


def send(user: Account, subject: str, template: str, context: dict[str, Any]) -> None:
    body = render_to_string(f"mail/{template}.txt", context).strip() + "\n"
    EmailMessage(subject=subject, body=body, to=[user.email]).send()


def language_of(user: User) -> str:
    return user.mail_language or settings.LANGUAGE_CODE


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"

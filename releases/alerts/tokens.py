"""The signed links in letters: they name a row, and whoever holds one may do one thing with it, without an account."""

import datetime
from typing import TypeVar

from django.conf import settings
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils import translation

from releases.models import Reader, Subscription, SubscriptionRequest

Row = TypeVar("Row", bound=models.Model)
CONFIRMED_WITHIN = datetime.timedelta(days=3)
# An old letter must still lead out of the list, so these links do not expire. The name of the page is the salt.
PAGES: dict[type[models.Model], str] = {
    SubscriptionRequest: "alert-confirm",
    Subscription: "alert-leave",
    Reader: "alert-manage",
}


def link_to(row: models.Model, language: str) -> str:
    """The whole address, in that language."""
    signer = signing.TimestampSigner(salt=PAGES[type(row)])
    with translation.override(language):
        return settings.SITE_URL + reverse(PAGES[type(row)], args=[signer.sign(str(row.pk))])


def row_of(kind: type[Row], token: str) -> Row:
    """What the link names. Raises Http404 for a forged or expired one, and for a row that is gone."""
    signer = signing.TimestampSigner(salt=PAGES[kind])
    try:
        pk = int(signer.unsign(token, max_age=CONFIRMED_WITHIN if kind is SubscriptionRequest else None))
        return kind._default_manager.get(pk=pk)
    except (signing.BadSignature, ValueError, ObjectDoesNotExist) as error:
        raise Http404 from error


def is_signed(kind: type[models.Model], token: str) -> bool:
    """Whether it was a link of ours, even if what it names is gone."""
    try:
        signing.TimestampSigner(salt=PAGES[kind]).unsign(token)
    except signing.BadSignature:
        return False
    return True

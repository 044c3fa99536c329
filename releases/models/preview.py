"""Preview links: an unpublished text shown to one person outside the newsroom, to check facts or to prepare."""

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now as StoredNow
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from releases.models.clock import Now
from releases.models.record import SavedText
from releases.states import State

SALT = "releases.preview"


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def alive(self) -> "PreviewLinkQuerySet":
        """Links not expired or revoked, whose text is neither public nor discarded and whose sender still has an active account."""
        now = Now()
        ahead = Q(text__edition__live_from__isnull=True) | Q(text__edition__live_from__gt=now)
        given = self.alive_if_open().filter(created_by__is_active=True)
        return given.filter(ahead).exclude(text__edition__state=State.DISCARDED)

    def alive_if_open(self) -> "PreviewLinkQuerySet":
        """Neither expired nor revoked, whatever has become of the text and of the account."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=Now())

    def signed_with(self, token: str) -> "PreviewLinkQuerySet":
        """The link that the token was signed for; none for any other token."""
        try:
            key = signing.Signer(salt=SALT).unsign(token)
        except signing.BadSignature:
            return self.none()
        return self.filter(pk=int(key))


class PreviewLink(models.Model):
    """Bound to one saved text, which does not change when the draft does."""

    text = models.ForeignKey(SavedText, models.PROTECT, related_name="preview_links", verbose_name=_("text"))
    recipient = models.CharField(_("recipient"), max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("created at"), db_default=StoredNow())
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = ()

    def __str__(self) -> str:
        return self.recipient

    def get_absolute_url(self) -> str:
        """Contains a signature that requires the secret key; access to the database alone does not reveal the address."""
        return reverse("preview-link", args=[signing.Signer(salt=SALT).sign(str(self.pk))])


class PreviewOpening(models.Model):
    """One opening of a link. The recipient is known from the link; nothing else is stored."""

    link = models.ForeignKey(PreviewLink, models.PROTECT, related_name="openings")
    at = models.DateTimeField(_("time"), db_default=StoredNow())

    class Meta:
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at}"

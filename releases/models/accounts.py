"""What protects the accounts of the newsroom: counts of wrong guesses, spent codes, open sessions, and the account log."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

LONGEST_BROWSER = 200


class GuessCount(models.Model):
    """How often a secret was guessed wrongly from one address, for one account, or in one browser.

    `key` is a keyed digest: people type passwords into the field for the name, and nobody should find them here.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count}"


class SpentCode(models.Model):
    """A one-time code that was accepted; the constraint lets it in once, whichever worker is asked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="releases_code_once")]

    def __str__(self) -> str:
        return f"{self.at}"


class OpenSession(models.Model):
    """A session of the newsroom, as its owner sees it in the list. Its row in Django's table of sessions goes with it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_sessions")
    key = models.CharField(max_length=40)
    browser = models.CharField(_("browser"), max_length=LONGEST_BROWSER)
    began_at = models.DateTimeField(_("signed in"), db_default=Now())
    seen_at = models.DateTimeField(_("last used"), db_default=Now())

    class Meta:
        ordering = ("-seen_at", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return self.browser


class AccountEvent(models.Model):
    """One line of the account log. The database lets lines be added, never changed or removed.

    Without a user, somebody tried a name that nobody has; the name is not kept, since people type passwords there.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        NEW_BROWSER = "new_browser", _("signed in with a new browser")
        WRONG_PASSWORD = "wrong_password", _("a wrong password was given")
        WRONG_CODE = "wrong_code", _("a wrong or spent code was given")
        CLONED_KEY = "cloned_key", _("a copy of a passkey was refused")
        SLOWED = "slowed", _("guessing was slowed down")
        FACTOR_ADDED = "factor_added", _("a second factor was added")
        FACTOR_REMOVED = "factor_removed", _("a second factor was removed")
        CODES_RENEWED = "codes_renewed", _("the recovery codes were replaced")
        PASSWORD_CHANGED = "password_changed", _("the password was changed")
        PASSWORD_RESET = "password_reset", _("the password was set through a link")
        DEAD_LINK = "dead_link", _("a link for a password no longer worked")
        INVITED = "invited", _("was invited")
        SESSIONS_ENDED = "sessions_ended", _("sessions were ended")
        ROLES_CHANGED = "roles_changed", _("the roles were changed")
        ACCOUNT_CHANGED = "account_changed", _("the account was changed")
        CLOSED = "closed", _("the account was closed")
        REOPENED = "reopened", _("the account was opened again")
        CONNECTED = "connected", _("was connected with the single sign-on")
        LINKS_REVOKED = "links_revoked", _("the preview links were revoked")

    at = models.DateTimeField(_("time"), db_default=Now())
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="account_events",
        verbose_name=_("account"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    kind = models.CharField(_("event"), max_length=20, choices=Kind.choices)
    detail = models.CharField(_("detail"), max_length=LONGEST_BROWSER, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("account event")
        verbose_name_plural = _("account log")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["kind", "id"], name="releases_event_of_kind"),
            models.Index(fields=["at"], name="releases_event_at"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def note(
        cls, user: Any, kind: str, *, by: Any = None, detail: str = "", address: str | None = None
    ) -> "AccountEvent":
        return cls._default_manager.create(
            user=user, kind=kind, by=by, detail=detail[:LONGEST_BROWSER], address=address
        )

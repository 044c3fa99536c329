"""Journalists who read in the room, their outlets and sessions.

They are no users: no group, permission or page of the newsroom accepts them. See decision 35.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from releases.models.accounts import LONGEST_BROWSER


class Outlet(models.Model):
    """A newspaper, an agency, a broadcaster: texts can be opened to all of its journalists."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return self.name


class JournalistQuerySet(models.QuerySet["Journalist"]):
    def accredited(self) -> "JournalistQuerySet":
        return self.filter(is_active=True)

    def with_address(self, email: str) -> "JournalistQuerySet":
        return self.filter(email__iexact=email) if "\x00" not in email else self.none()


class Journalist(AbstractBaseUser):
    name = models.CharField(_("name"), max_length=200)
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="journalists", verbose_name=_("outlet"))
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(
        _("admitted"),
        default=True,
        help_text=_(
            "Without it, the room is closed to this person at once, and everything opened to them is withdrawn."
        ),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), db_default=Now(), editable=False)
    last_login: Any = None  # the log says it

    USERNAME_FIELD = "email"

    objects = JournalistQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("journalist")
        verbose_name_plural = _("journalists")
        default_permissions = ("add", "change", "view")
        constraints = [models.UniqueConstraint(Lower("email"), name="releases_journalist_address_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.outlet}"


class RoomSession(models.Model):
    """Deleting the row ends the session. The cookie holds the secret of which this is the digest."""

    journalist = models.ForeignKey(Journalist, models.CASCADE, related_name="sessions")
    digest = models.CharField(max_length=64, unique=True)
    browser = models.CharField(_("browser"), max_length=LONGEST_BROWSER)
    began_at = models.DateTimeField(_("signed in"), db_default=Now())
    seen_at = models.DateTimeField(_("last used"), db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.browser

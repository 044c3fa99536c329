"""The room for journalists under embargo: what was opened to whom, the terms, and the log of everything that happens there."""

import base64
import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from releases.models.accounts import LONGEST_BROWSER
from releases.models.edition import Edition
from releases.models.journalists import Journalist

ENGLISH = "en"


def new_key() -> str:
    return secrets.token_urlsafe(16)


def new_mark() -> str:
    """Eight letters and digits that nobody mistakes for one another."""
    return base64.b32encode(secrets.token_bytes(5)).decode()


class RoomTerms(models.Model):
    """One version of the terms; the newest holds. The database lets versions be added, never changed or removed."""

    texts = models.JSONField(_("texts"))  # by language; English is there
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("published by")
    )
    published_at = models.DateTimeField(_("published"), db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("terms of the room")
        verbose_name_plural = _("terms of the room")
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return f"{self.pk}"

    def in_language(self, language: str) -> tuple[str, str]:
        """The language in which there is a text, and the text."""
        found = language if self.texts.get(language) else ENGLISH
        return found, self.texts[found]

    @classmethod
    def current(cls) -> "RoomTerms | None":
        return cls._default_manager.order_by("pk").last()


class OpeningQuerySet(models.QuerySet["Opening"]):
    def standing(self) -> "OpeningQuerySet":
        return self.filter(withdrawn_at__isnull=True)

    def of(self, journalist: Journalist) -> "OpeningQuerySet":
        return self.standing().filter(journalist=journalist)


class Opening(models.Model):
    """An edition, opened to one journalist until it is withdrawn. `key` is its address for this person and nobody else."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="openings", verbose_name=_("edition"))
    journalist = models.ForeignKey(Journalist, models.PROTECT, related_name="openings", verbose_name=_("journalist"))
    key = models.CharField(max_length=22, unique=True, default=new_key)
    mark = models.CharField(_("mark"), max_length=8, unique=True, default=new_mark)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened"), db_default=Now())
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        default_permissions = ("view",)
        permissions = [("open_room", _("Can open texts to journalists before their hour, and close the room"))]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "journalist"],
                condition=Q(withdrawn_at__isnull=True),
                name="releases_opening_once",
            )
        ]

    def __str__(self) -> str:
        return self.mark


class RoomEntry(models.Model):
    """One line of the log of the room. The database lets lines be added, never changed or removed."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("was invited")
        PASSWORD_SET = "password_set", _("set a password")
        DEAD_LINK = "dead_link", _("a link for a password no longer worked")
        SIGNED_IN = "signed_in", _("signed in")
        WRONG_PASSWORD = "wrong_password", _("a wrong password was given")
        ACCEPTED = "accepted", _("accepted the terms")
        OPENED = "opened", _("a text was opened to them")
        TOLD = "told", _("was told of another hour or standing")
        READ = "read", _("read a text")
        FILE = "file", _("fetched a file")
        WITHDRAWN = "withdrawn", _("a text was withdrawn from them")
        CHANGED = "changed", _("the account was changed")
        CLOSED = "closed", _("the account was closed")
        REOPENED = "reopened", _("the account was opened again")
        ROOM_CLOSED = "room_closed", _("the room was closed")
        ROOM_OPENED = "room_opened", _("the room was opened again")

    OF_THE_ROOM = (Kind.ROOM_CLOSED, Kind.ROOM_OPENED)

    at = models.DateTimeField(_("time"), db_default=Now())
    kind = models.CharField(_("event"), max_length=20, choices=Kind)
    journalist = models.ForeignKey(
        Journalist, models.PROTECT, null=True, related_name="entries", verbose_name=_("journalist")
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, related_name="room_entries", verbose_name=_("edition")
    )
    terms = models.ForeignKey(RoomTerms, models.PROTECT, null=True, related_name="entries", verbose_name=_("terms"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    # SHA-256 of what was read, fetched or accepted.
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    detail = models.CharField(_("detail"), max_length=LONGEST_BROWSER, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("entry of the room’s log")
        verbose_name_plural = _("log of the room")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["journalist", "kind"], name="releases_room_journalist"),
            models.Index(fields=["edition", "kind"], name="releases_room_edition"),
            models.Index(
                fields=["-id"],
                condition=Q(kind__in=("room_closed", "room_opened")),
                name="releases_room_closings",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def note(cls, kind: str, **columns: object) -> "RoomEntry":
        detail = str(columns.pop("detail", ""))[:LONGEST_BROWSER]
        return cls._default_manager.create(kind=kind, detail=detail, **columns)

    @classmethod
    def room_is_closed(cls) -> bool:
        last = cls._default_manager.filter(kind__in=cls.OF_THE_ROOM).order_by("-pk").first()
        return last is not None and last.kind == cls.Kind.ROOM_CLOSED

    @classmethod
    def acceptance(cls, journalist: Journalist, terms: RoomTerms) -> "RoomEntry | None":
        return cls._default_manager.filter(journalist=journalist, terms=terms, kind=cls.Kind.ACCEPTED).first()


def digest_of_terms(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

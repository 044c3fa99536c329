"""Mail that is to be sent, row by row: what was announced by a step stays here until it is delivered."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from releases.models.clock import Now as DatabaseNow
from releases.models.clock import database_time

# Longer than any sending takes: until then a letter belongs to the worker that took it, which may have died.
HELD = datetime.timedelta(minutes=10)
LONGEST_PAUSE = datetime.timedelta(hours=1)
# By then it has been tried six or seven times, or nobody has tried at all.
STUCK_AFTER = datetime.timedelta(hours=1)
KEPT = datetime.timedelta(days=90)
LONGEST_ERROR = 300


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(sent_at__isnull=True, not_sent="")

    def due(self) -> "LetterQuerySet":
        return self.waiting().filter(due_at__lte=DatabaseNow())

    def stuck(self) -> "LetterQuerySet":
        """What should have arrived long ago. It is tried on all the same. A few minutes more or less do not matter here."""
        return self.waiting().filter(created_at__lt=timezone.now() - STUCK_AFTER)

    def take_next(self) -> "Letter | None":
        """One letter that is due, which no other worker takes until it is put off, is sent, or its worker has died.

        The one that was tried least comes first, so that no letter that always fails stands in the way of the others.
        """
        with transaction.atomic():
            rows = self.due().select_for_update(skip_locked=True).order_by("tries", "pk")
            letter = rows.first()
            if letter is not None:
                letter.due_at = database_time() + HELD
                letter.tries += 1
                letter.save(update_fields=["due_at", "tries"])
            return letter

    def pause(self) -> datetime.timedelta | None:
        """How long until the next one is due; a pause and no instant, since the clock of a worker may be wrong."""
        due_at = self.waiting().aggregate(due_at=models.Min("due_at"))["due_at"]
        return due_at and due_at - database_time()

    def forget_old(self) -> None:
        """What has arrived is kept for a season, in case somebody asks, and then nobody needs it."""
        closed = Q(sent_at__isnull=False) | ~Q(not_sent="")
        self.filter(closed, created_at__lt=database_time() - KEPT).delete()


class Letter(models.Model):
    """One letter to one person about one step. A step writes one without a person, in its own transaction; the worker makes
    one for each person of it.
    """

    entry = models.ForeignKey("releases.RecordEntry", models.PROTECT, related_name="letters", verbose_name=_("step"))
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="letters", verbose_name=_("recipient")
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    due_at = models.DateTimeField(_("next attempt at"), db_default=Now())
    tries = models.PositiveIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=LONGEST_ERROR, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    not_sent = models.CharField(_("reason not sent"), max_length=200, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("e-mail message")
        verbose_name_plural = _("e-mail messages")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entry", "to"], name="releases_letter_once")]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at__isnull=True, not_sent=""), name="releases_letter_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def put_off(self, error: str) -> None:
        """Try again after a pause, which grows: one minute, two, four, up to an hour. Nothing is ever given up by itself."""
        pause = min(datetime.timedelta(minutes=2 ** min(self.tries - 1, 10)), LONGEST_PAUSE)
        self.due_at = database_time() + pause
        self.error = error[:LONGEST_ERROR]
        self.save(update_fields=["due_at", "error"])

    def mark_sent(self) -> None:
        self._close(sent_at=DatabaseNow(), error="")

    def mark_not_sent(self, why: str) -> None:
        self._close(not_sent=why)

    def _close(self, **values: Any) -> None:
        type(self)._default_manager.filter(pk=self.pk).update(**values)

"""The outbox: mail queued by steps, kept here until it is delivered."""

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

# Longer than any delivery takes: until then the letter belongs to the worker that claimed it, even if that has died.
HELD = datetime.timedelta(minutes=10)
LONGEST_PAUSE = datetime.timedelta(hours=1)
# By then it has been tried six or seven times, or no worker is running.
STUCK_AFTER = datetime.timedelta(hours=1)
KEPT = datetime.timedelta(days=90)
LONGEST_ERROR = 300


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(sent_at__isnull=True, not_sent="")

    def due(self) -> "LetterQuerySet":
        return self.waiting().filter(due_at__lte=DatabaseNow())

    def stuck(self) -> "LetterQuerySet":
        """Letters that should have arrived long ago; they are still retried. A few minutes more or less do not matter here."""
        return self.waiting().filter(created_at__lt=timezone.now() - STUCK_AFTER)

    def take_next(self) -> "Letter | None":
        """Claim one letter that is due; no other worker gets it until it is postponed or sent, or the claim expires.

        The letter with the fewest attempts comes first, so that one that always fails does not block the others.
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
        """The time until the next letter is due; a duration, not an instant, since the worker's clock may be wrong."""
        due_at = self.waiting().aggregate(due_at=models.Min("due_at"))["due_at"]
        return due_at and due_at - database_time()

    def forget_old(self) -> None:
        """Delete letters some months after they arrived, when nobody will ask about them."""
        closed = Q(sent_at__isnull=False) | ~Q(not_sent="")
        self.filter(closed, created_at__lt=database_time() - KEPT).delete()


class Letter(models.Model):
    """One letter to one person about one step. A step writes one without a recipient, in its own transaction; the
    worker replaces it with one per recipient.
    """

    entry = models.ForeignKey("releases.RecordEntry", models.PROTECT, related_name="letters", verbose_name=_("step"))
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="letters", verbose_name=_("recipient")
    )
    # About a request that is still open, some time after the first letter.
    reminds = models.BooleanField(default=False)
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
        constraints = [models.UniqueConstraint(fields=["entry", "to", "reminds"], name="releases_letter_once")]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at__isnull=True, not_sent=""), name="releases_letter_waiting"
            ),
            models.Index(fields=["sent_at", "created_at"], name="releases_letter_stuck"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def put_off(self, error: str) -> None:
        """Retry after a growing pause: one minute, two, four, up to an hour. Nothing is ever given up automatically."""
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

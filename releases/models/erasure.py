"""Lawful erasure: words that a court or a data protection officer demanded to be taken from a public record.

It takes two people, and is the only way in which what was released may change: the database opens the rows named in `Erased`
while their erasure is being carried out, and no longer (`releases.record.guards`).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """One demand. The words themselves are forgotten when it is settled."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("being carried out")  # within one transaction only
        DONE = "done", _("carried out")
        DECLINED = "declined", _("declined")

    words = models.JSONField(_("words to erase"), default=list)
    files = models.JSONField(_("files to erase"), default=list, blank=True)  # SHA-256
    reason = models.TextField(
        _("reason"), help_text=_("Public: readers see it wherever the words stood. It must not repeat them.")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("carried out or declined by"),
    )
    settled_at = models.DateTimeField(_("settled"), null=True, editable=False)
    places = models.PositiveIntegerField(_("places"), default=0, editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "declined"))
                | (Q(settled_by__isnull=False) & ~Q(settled_by=F("proposed_by"))),
                name="releases_erasure_by_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Erased(models.Model):
    """One row from which words were erased: the digest of what it said, and that of what it says now. Append-only.

    `entry` is the line of the release's record under which it was done; its digest is that of these rows.
    """

    class Kind(models.TextChoices):
        EDITION = "edition"
        SAVED_TEXT = "saved_text"
        ENTRY = "entry"
        COMMENT = "comment"

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="rows")
    entry = models.ForeignKey("releases.RecordEntry", models.PROTECT, related_name="erased")
    kind = models.CharField(max_length=20, choices=Kind)
    row = models.BigIntegerField()
    digest_before = models.CharField(max_length=64)
    digest_after = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "row"], name="releases_erased_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"

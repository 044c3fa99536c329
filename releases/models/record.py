"""The record: who took which step when, what they said, and which text it was about. Append-only.

The entries of a release form a chain: each holds the hash of the previous one, so that no entry can be changed, removed
or inserted without breaking the chain: see `releases.record.chain`.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy as _

# Recorded by a save; not in the table of steps, since they change no state.
CREATED, EDITED, RESTORED = "create", "edit", "restore"
WRITING = (CREATED, EDITED, RESTORED)
# A text kept aside because another save came first, and a comment from outside.
KEPT_ASIDE, COMMENTED = "keep_aside", "comment"
# Words were erased by law from the texts of the release.
ERASED = "erase"
# A scheduled edition was given another time.
RESCHEDULED = "reschedule"
# A person opened an edition that is limited to named people.
OPENED = "open"
# It was opened to journalists before its hour, or closed to them again.
OPENED_TO_PRESS, CLOSED_TO_PRESS = "open_to_press", "close_to_press"
# Two steps of the table that mark editions not yet approved by anyone.
URGENT = RELEASED_URGENTLY, CONFIRMED = "release_urgently", "confirm_urgent"


class InTheWordsOfAnIndex(In):
    """`in`, with its words in the statement: given as parameters, SQLite would not recognise the condition of an index, and read the
    whole table. The words are ours.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, parameters = self.process_lhs(compiler, connection)
        words = ", ".join(f"'{word}'" for word in self.rhs)
        return f"{column} IN ({words})", parameters


class RecordQuerySet(models.QuerySet["RecordEntry"]):
    def writing(self) -> "RecordQuerySet":
        """The entries of people who wrote in a text."""
        return self.filter(step__in=WRITING)

    def of_urgent_releases(self) -> "RecordQuerySet":
        return self.filter(InTheWordsOfAnIndex(F("step"), URGENT))

    def in_chains(self) -> "RecordQuerySet":
        return self.order_by("release_id", "position")


class RecordEntry(models.Model):
    """One line of the record, and one link of the release's chain."""

    release = models.ForeignKey("releases.Release", models.PROTECT, related_name="+", verbose_name=_("release"))
    position = models.PositiveIntegerField(_("position"))
    edition = models.ForeignKey("releases.Edition", models.PROTECT, related_name="record")
    step = models.CharField(_("step"), max_length=30)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )  # an import run from the shell has nobody
    at = models.DateTimeField(_("time"), db_default=Now())
    state_before = models.CharField(_("state before"), max_length=20, blank=True)
    state_after = models.CharField(_("state after"), max_length=20)
    digest_before = models.CharField(_("digest before"), max_length=64, blank=True)
    digest_after = models.CharField(_("digest after"), max_length=64, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    previous = models.CharField(_("hash of the previous entry"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("record entry")
        verbose_name_plural = _("record")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["release", "position"], name="releases_record_one_chain")]
        indexes = [
            # Rare among entries: urgent releases, and their confirmations by a second person.
            models.Index(
                fields=["edition"],
                condition=Q(step__in=URGENT),
                name="releases_record_urgent",
            ),
        ]

    def __str__(self) -> str:
        return self.step


class SavedText(models.Model):
    """The complete content of a draft at one save. Append-only; any of them can be restored.

    A text whose entry is KEPT_ASIDE was never in the draft: another save came first.
    """

    entry = models.OneToOneField(RecordEntry, models.PROTECT, related_name="saved_text", verbose_name=_("record entry"))
    edition = models.ForeignKey("releases.Edition", models.PROTECT, related_name="saved_texts")
    content = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)
    notes = models.TextField(_("notes for editors"), blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("saved text")
        verbose_name_plural = _("saved texts")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.content.get("headline", ""))

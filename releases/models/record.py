"""The record: who took which step when, what they said, and which text it was about. Added to and never edited.

The entries of a release form a chain: each holds the hash of the one before it, so that none can be changed, left out or
slipped in without every later one showing it. `releases.record.verification` walks the chain.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from releases.models.clock import database_time
from releases.models.release import Release
from releases.record import canonical

# Steps that a save writes to the record; they are no part of the table of steps, since they change no state.
CREATED, EDITED, RESTORED = "create", "edit", "restore"
WRITING = (CREATED, EDITED, RESTORED)
# A text that came too late to be saved, and a word from outside.
KEPT_ASIDE, COMMENTED = "keep_aside", "comment"
# Somebody looked at an edition that is limited to named people.
OPENED = "open"


class RecordQuerySet(models.QuerySet[Any]):
    def append(self, **values: Any) -> "RecordEntry":
        """Add one entry to the chain of its release. Nothing else writes the record."""
        return self.append_many([RecordEntry(**values)])[0]

    def append_many(self, entries: Iterable["RecordEntry"]) -> list[Any]:
        """Add entries in their order, each to the chain of its release."""
        with transaction.atomic():
            return self.bulk_create(self.chained(entries))

    def chained(self, entries: Iterable["RecordEntry"]) -> list[Any]:
        """The entries with their places in the chains, for whoever writes many at a time; in a transaction. Three queries.

        Whoever appends holds the releases until the transaction ends, so that two chains never grow from one link.
        """
        added = list(entries)
        for entry in added:
            entry.release_id = entry.release_id or entry.edition.release_id
        releases = sorted({entry.release_id for entry in added})
        list(Release.objects.select_for_update().filter(pk__in=releases).order_by("pk").values_list("pk"))
        last = self._last(releases)
        now = database_time()
        for entry in added:
            position, entry.previous = last.get(entry.release_id, (0, ""))
            entry.position = position + 1
            entry.at = now
            entry.hash = entry.reckoned_hash()
            last[entry.release_id] = entry.position, entry.hash
        return added

    @staticmethod
    def _last(releases: list[int]) -> dict[int, tuple[int, str]]:
        """Where each chain ends."""
        later = RecordEntry.objects.filter(release=models.OuterRef("release"), position__gt=models.OuterRef("position"))
        ends = RecordEntry.objects.filter(~models.Exists(later), release__in=releases).order_by()
        return {
            release: (position, hash_) for release, position, hash_ in ends.values_list("release", "position", "hash")
        }

    def writing(self) -> "RecordQuerySet":
        """The entries of those who wrote in a text."""
        return self.filter(step__in=WRITING)

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
    at = models.DateTimeField(_("at"), db_default=Now())
    state_before = models.CharField(_("state before"), max_length=20, blank=True)
    state_after = models.CharField(_("state after"), max_length=20)
    digest_before = models.CharField(_("digest before"), max_length=64, blank=True)
    digest_after = models.CharField(_("digest after"), max_length=64, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    previous = models.CharField(_("hash of the entry before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    CHAINED = (
        "release_id",
        "position",
        "edition_id",
        "step",
        "by_id",
        "at",
        "state_before",
        "state_after",
        "digest_before",
        "digest_after",
        "remark",
        "previous",
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("record entry")
        verbose_name_plural = _("record")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["release", "position"], name="releases_record_one_chain")]
        indexes = [
            # Few of many: which releases went out urgently, and which of these a second person has confirmed.
            models.Index(
                fields=["edition"],
                condition=Q(step__in=("release_urgently", "confirm_urgent")),
                name="releases_record_urgent",
            ),
        ]

    def __str__(self) -> str:
        return self.step

    def reckoned_hash(self) -> str:
        """What the hash must be: that of everything the entry says, the hash of the entry before among it."""
        return canonical.digest({name: getattr(self, name) for name in self.CHAINED})


class SavedText(models.Model):
    """What a draft said when it was saved, whole. Added to and never edited; any of them can be restored.

    One whose entry is a KEPT_ASIDE was never what the draft said, and would have been had nobody else been quicker.
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

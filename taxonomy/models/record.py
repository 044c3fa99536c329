"""The record of the vocabularies: every change of a term, of a former name and of a chair, in one hash-chained list that
is only ever added to.

The entry comes first and the row after it: the database refuses a row that its last entry does not describe
(`taxonomy.record.guards`). So no way of writing, be it a form, `update()` or SQL, gets around the record.
"""

from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from taxonomy import canonical
from taxonomy.clock import database_time

# A row by its columns.
Content = dict[str, canonical.Json]

# Columns that no page shows: what a file last said of the row, and which translations await a review.
NOT_RECORDED = ("id", "loaded_digest", "edited_here", "unreviewed")
# For PostgreSQL's advisory lock: the chain grows by one entry at a time.
LOCK = 0x0_7A1_0C4A


class Change(models.TextChoices):
    """What happened to a row; the most telling change where several happened at once."""

    BEGUN = "begun", _("entered when the record began")
    CREATED = "created", _("created")
    MERGED = "merged", _("merged")
    UNMERGED = "unmerged", _("merge undone")
    RENAMED = "renamed", _("renamed")
    MOVED = "moved", _("moved")
    CLOSED = "closed", _("closed or reopened")
    REORDERED = "reordered", _("reordered")
    CHANGED = "changed", _("changed")
    DELETED = "deleted", _("deleted")


# By the column that changed, most telling first.
CHANGES = {
    "merged_into_id": Change.MERGED,
    "name": Change.RENAMED,
    "names": Change.RENAMED,
    "source_name": Change.RENAMED,
    "source_names": Change.RENAMED,
    "slug": Change.RENAMED,
    "parent_id": Change.MOVED,
    "until": Change.CLOSED,
    "position": Change.REORDERED,
}


def change_between(before: Content | None, after: Content | None) -> Change:
    """The name of the change.

    >>> change_between({"name": "Voting", "position": 1}, {"name": "Elections", "position": 2}).value
    'renamed'
    """
    if before is None or after is None:
        return Change.CREATED if before is None else Change.DELETED
    for column, change in CHANGES.items():
        if before.get(column) != after.get(column):
            return Change.UNMERGED if change is Change.MERGED and not after[column] else change
    return Change.CHANGED


class VocabularyEntry(models.Model):
    """One line of the record, and one link of its chain. `before` and `after` are the row's columns; `why` is the editor's reason."""

    position = models.PositiveIntegerField(_("position"), unique=True)
    vocabulary = models.CharField(_("vocabulary"), max_length=40)
    row = models.BigIntegerField(_("number"))
    step = models.CharField(_("change"), max_length=20, choices=Change)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )  # a command run from the shell has nobody
    at = models.DateTimeField(_("time"))
    why = models.TextField(_("reason"), blank=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    previous = models.CharField(_("hash of the previous entry"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    CHAINED = ("position", "vocabulary", "row", "step", "by_id", "at", "why", "before", "after", "previous")

    class Meta:
        ordering = ("position",)
        verbose_name = _("change of a vocabulary")
        verbose_name_plural = _("record of the vocabularies")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["vocabulary", "row", "-position"], name="taxonomy_entry_of_row")]

    def __str__(self) -> str:
        return f"{self.vocabulary} {self.row}: {self.step}"

    def computed_hash(self) -> str:
        """The hash that follows from the content."""
        return canonical.digest({name: getattr(self, name) for name in self.CHAINED})

    @classmethod
    def add(
        cls, row: models.Model, before: Content | None, after: Content | None, *, by: Any = None, why: str = ""
    ) -> "VocabularyEntry":
        """Append an entry; the row is written after it, in the same transaction."""
        with transaction.atomic():
            _one_at_a_time()
            last = cls._default_manager.order_by("-position").values_list("position", "hash").first()
            position, previous = last or (0, "")
            entry = cls(
                position=position + 1,
                vocabulary=row._meta.model_name or "",
                row=row.pk,
                step=change_between(before, after).value,
                by=by,
                at=database_time(),
                why=why,
                before=before,
                after=after,
                previous=previous,
            )
            entry.hash = entry.computed_hash()
            entry.save(force_insert=True)
        return entry


def content_of(row: models.Model) -> Content:
    """The recorded columns of a row, as they will be stored."""
    return {
        field.attname: canonical.plain(field.to_python(getattr(row, field.attname)))
        for field in row._meta.concrete_fields
        if field.name not in NOT_RECORDED
    }


def _one_at_a_time() -> None:
    """SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

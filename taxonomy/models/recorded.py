"""The base of every row whose changes are on the record of the vocabularies."""

from typing import Any

from django.db import connection, models, transaction

from taxonomy.models.record import VocabularyEntry, content_of


class RecordedQuerySet(models.QuerySet[Any]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """One by one, since each deletion is an entry of its own."""
        with transaction.atomic():
            counts = [row.delete() for row in self]
        return sum(count for count, _models in counts), {}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Recorded(models.Model):
    """Writes an entry before each change of the row. `by` is who changes it, `why` their reason."""

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, by: Any = None, why: str = "", **kwargs: Any) -> None:
        with transaction.atomic():
            stored = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
            before = content_of(stored) if stored else None
            if stored is None:
                self.pk = self.pk or _next_key(type(self))
                kwargs["force_insert"] = True
            after = content_of(self)
            if stored and kwargs.get("update_fields") is not None:
                written = {self._meta.get_field(name).attname for name in kwargs["update_fields"]}  # type: ignore[union-attr]
                after = {**content_of(stored), **{name: after[name] for name in written if name in after}}
            if before != after:
                VocabularyEntry.add(self, before, after, by=by, why=why)
            super().save(*args, **kwargs)

    def delete(self, *args: Any, by: Any = None, why: str = "", **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused with ProtectedError while anything uses the row; then no entry remains either."""
        with transaction.atomic():
            VocabularyEntry.add(self, content_of(type(self)._base_manager.get(pk=self.pk)), None, by=by, why=why)
            return super().delete(*args, **kwargs)


def _next_key(model: type[models.Model]) -> int:
    """The key of the next row, which its first entry names before the row exists."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        else:
            cursor.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s", [table])
        key: int = cursor.fetchone()[0]
    return key

"""Copies the rows that an edition carries to another edition, and restores a draft from saved content."""

from releases.models import Edition
from releases.models.carried import CARRIED, IDENTITY
from releases.record.canonical import Content
from releases.record.contents import row_from


def copy_rows(source: Edition, copy: Edition) -> None:
    """Copy every row in the registered tables."""
    for part in CARRIED.values():
        rows = list(part.rows([source.pk]))
        for row in rows:
            row.pk = None
            setattr(row, part.owner, copy)
        part.model._default_manager.bulk_create(rows)


def put_back(content: Content, edition: Edition) -> None:
    """Restore the draft from saved content: its columns, except those that identify it, and its rows."""
    for field in edition._meta.concrete_fields:
        if field.name in content and field.name not in IDENTITY:
            setattr(edition, field.attname, field.to_python(content[field.name]))
    edition.save()
    for part in CARRIED.values():
        if part.name in content:
            part.rows([edition.pk]).delete()
            rows = [row_from(said, part, edition, position) for position, said in enumerate(content[part.name])]
            part.model._default_manager.bulk_create(rows)

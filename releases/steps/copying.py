"""What an edition carries in tables of its own, carried over to a copy, or put back as a saved text had it."""

from releases.models import Edition
from releases.models.carried import CARRIED, IDENTITY
from releases.record.canonical import Content
from releases.record.contents import row_from


def copy_rows(source: Edition, copy: Edition) -> None:
    for part in CARRIED.values():
        rows = list(part.rows([source.pk]))
        for row in rows:
            row.pk = None
            setattr(row, part.owner, copy)
        part.model._default_manager.bulk_create(rows)


def put_back(content: Content, edition: Edition) -> None:
    """Make the draft say what it once said: its columns, less those that identify it, and what it carried."""
    for field in edition._meta.concrete_fields:
        if field.name in content and field.name not in IDENTITY:
            setattr(edition, field.attname, field.to_python(content[field.name]))
    edition.save()
    for part in CARRIED.values():
        if part.name in content:
            part.rows([edition.pk]).delete()
            rows = [row_from(said, part, edition, position) for position, said in enumerate(content[part.name])]
            part.model._default_manager.bulk_create(rows)

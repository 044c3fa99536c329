"""The complete content of an edition, in the form in which it is sealed, saved and compared.

Terms are represented by id: a renamed term is still the one that was approved.
"""

from collections.abc import Iterable

from django.db import models

from releases.models import Edition, EditionLink
from releases.models.carried import CARRIED, NOT_PUBLIC, Carried
from releases.record import canonical
from releases.record.canonical import CarriedRow, Content, plain


def content_of(edition: Edition) -> Content:
    """Everything that readers see or will see of this edition."""
    return contents_of([edition])[edition.pk]


def digest_of(edition: Edition) -> str:
    """The SHA-256 of the content, in hexadecimal; approval seals it."""
    return canonical.digest(content_of(edition))


def contents_of(editions: Iterable[Edition]) -> dict[int, Content]:
    """The content of each edition, by its id. One query per carried table."""
    found = {edition.pk: columns_of(edition) for edition in editions}
    for part in CARRIED.values():
        for content in found.values():
            content[part.name] = []
        for row in part.rows(found):
            found[getattr(row, part.owner_id)][part.name].append(said_by(row, part))
    return found


def columns_of(edition: Edition) -> Content:
    return {
        field.name: plain(getattr(edition, field.attname))
        for field in edition._meta.concrete_fields
        if field.name not in NOT_PUBLIC
    }


def said_by(row: models.Model, part: Carried) -> CarriedRow:
    """A row in serialisable form. Its position is left out: the order of the list expresses it."""
    if isinstance(row, EditionLink):
        term: int = row.tag_id
        return term
    return part.content({field.name: plain(getattr(row, field.attname)) for field in part.fields})


def row_from(said: CarriedRow, part: Carried, edition: Edition, position: int) -> models.Model:
    """The inverse: an unsaved row with the same content."""
    if isinstance(said, int):
        return part.model(**{part.owner: edition, "tag_id": said, "position": position})
    fields = {name: part.model._meta.get_field(name) for name in said}
    values = {field.attname: field.to_python(said[name]) for name, field in fields.items()}  # type: ignore[union-attr]
    return part.model(**values | {part.owner: edition, "position": position})

"""Everything that an edition says, in the form in which it is sealed, kept and compared.

Terms stand by their ids: a term that is renamed is still the one that was approved.
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
    """SHA-256 of that; what approval seals."""
    return canonical.digest(content_of(edition))


def contents_of(editions: Iterable[Edition]) -> dict[int, Content]:
    """The content of each edition, by its id. One query for each carried table."""
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
    """A row as it is written down. The order stands in the list, and not in the row's position."""
    if isinstance(row, EditionLink):
        term: int = row.tag_id
        return term
    return {field.name: plain(getattr(row, field.attname)) for field in part.fields}


def row_from(said: CarriedRow, part: Carried, edition: Edition, position: int) -> models.Model:
    """The other way round: a new row that says the same."""
    if isinstance(said, int):
        return part.model(**{part.owner: edition, "tag_id": said, "position": position})
    fields = {name: part.model._meta.get_field(name) for name in said}
    values = {field.attname: field.to_python(said[name]) for name, field in fields.items()}  # type: ignore[union-attr]
    return part.model(**values | {part.owner: edition, "position": position})

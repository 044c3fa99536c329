"""What an edition carries in tables of its own, and everything it says taken together."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models

from releases.models.contact import Contact
from releases.models.files import EditionFile
from releases.models.links import EditionCountry, EditionFieldOfWork, EditionLink, EditionMeeting, EditionSource
from releases.record.canonical import Content, plain

if TYPE_CHECKING:
    from releases.models.edition import Edition


class Carried(NamedTuple):
    """One table whose rows belong to the text: sealed with it, copied with it, fixed with it."""

    name: str
    model: type[models.Model]
    owner: str  # the field that names the edition

    def rows(self, editions: Iterable[int]) -> "models.QuerySet[Any]":
        return self.model._default_manager.filter(**{f"{self.owner}__in": editions}).order_by("position", "pk")


# A table that is added here is part of the seal, of every next edition and of what the database refuses to change.
CARRIED = (
    Carried("sources", EditionSource, "content_object"),
    Carried("fields_of_work", EditionFieldOfWork, "content_object"),
    Carried("countries", EditionCountry, "content_object"),
    Carried("meetings", EditionMeeting, "content_object"),
    Carried("contacts", Contact, "edition"),
    Carried("files", EditionFile, "edition"),
)

# Columns that no reader sees. Any other is taken for public and sealed, so that a new one cannot be forgotten.
NOT_PUBLIC = ("id", "state", "live_from", "live_until", "limited", "notes", "translated_from", "seal", "text_key")
# Columns that say which text it is, and not what it says: a text that is restored keeps its own.
IDENTITY = ("release", "language", "number", "kind", "slug")


def contents_of(editions: "Iterable[Edition]") -> dict[int, Content]:
    """Everything that readers see or will see of each edition, by its id. One query for each carried table.

    Terms stand by their ids: a term that is renamed is still the one that was approved.
    """
    found = {edition.pk: columns_of(edition) for edition in editions}
    for part in CARRIED:
        for content in found.values():
            content[part.name] = []
        for row in part.rows(found):
            found[getattr(row, f"{part.owner}_id")][part.name].append(said_by(row, part))
    return found


def columns_of(edition: "Edition") -> Content:
    return {
        field.name: plain(getattr(edition, field.attname))
        for field in edition._meta.concrete_fields
        if field.name not in NOT_PUBLIC
    }


def said_by(row: models.Model, part: Carried) -> Any:
    """A row as it is written down. The order stands in the list, and not in the row's position."""
    if isinstance(row, EditionLink):
        return row.tag_id
    kept = [field for field in row._meta.concrete_fields if field.name not in ("id", "position", part.owner)]
    return {field.name: plain(getattr(row, field.attname)) for field in kept}


def row_from(said: Any, part: Carried, edition: "Edition", position: int) -> models.Model:
    """The other way round: a new row that says the same."""
    if issubclass(part.model, EditionLink):
        return part.model(**{part.owner: edition, "tag_id": said, "position": position})
    fields = {name: part.model._meta.get_field(name) for name in said}
    values = {field.attname: field.to_python(said[name]) for name, field in fields.items()}  # type: ignore[union-attr]
    return part.model(**values | {part.owner: edition, "position": position})


def copy_rows(source: "Edition", copy: "Edition") -> None:
    for part in CARRIED:
        rows = list(part.rows([source.pk]))
        for row in rows:
            row.pk = None
            setattr(row, part.owner, copy)
        part.model._default_manager.bulk_create(rows)


def put_back(content: Content, edition: "Edition") -> None:
    """Make the draft say what it once said: its columns, less those that identify it, and what it carried."""
    for field in edition._meta.concrete_fields:
        if field.name in content and field.name not in IDENTITY:
            setattr(edition, field.attname, field.to_python(content[field.name]))
    edition.save()
    for part in CARRIED:
        if part.name in content:
            part.rows([edition.pk]).delete()
            rows = [row_from(said, part, edition, position) for position, said in enumerate(content[part.name])]
            part.model._default_manager.bulk_create(rows)

"""What an imported text says, as `Edition.content` would say it of the rows that are written; so that it is sealed without reading
them again."""

from typing import Any

from releases.importing import bulk_insert
from releases.importing.mapped import MappedText
from releases.models import Edition, EditionFile
from releases.models.carried import NOT_PUBLIC
from releases.record.canonical import Content, plain

COLUMNS = [field for field in Edition._meta.concrete_fields if field.name not in NOT_PUBLIC]
CONTACT = ("name", "role", "email", "phone")
TERMS = ("sources", "fields_of_work", "countries", "meetings")


def content_of(values: dict[str, Any], text: MappedText) -> Content:
    """Of the columns of an edition, by `attname`, and of what it will carry."""
    content = {
        field.name: plain(values[field.attname] if field.attname in values else field.get_default())
        for field in COLUMNS
    }
    content |= {name: [term.pk for term in getattr(text, name)] for name in TERMS}
    content["contacts"] = [{name: getattr(contact, name) for name in CONTACT} for contact in text.contacts]
    content["files"] = [_file(file) for file in text.files]
    return content


def _file(given: dict[str, Any]) -> dict[str, Any]:
    columns, defaults = bulk_insert.columns_of(EditionFile)
    values = dict(zip(columns, defaults, strict=True)) | given
    return {name: plain(values[name]) for name in columns if name not in ("edition_id", "position")}

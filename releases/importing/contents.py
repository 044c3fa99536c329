"""The content of an imported text, equal to what `contents.content_of` would read back from its rows, so that it can be
sealed without reading.
"""

from collections.abc import Mapping
from typing import Any

from releases.importing.mapped import MappedText
from releases.models import Edition
from releases.models.carried import CARRIED, NOT_PUBLIC, Carried, CarriedTerms
from releases.record.canonical import CarriedRow, Content, plain

COLUMNS = [field for field in Edition._meta.concrete_fields if field.name not in NOT_PUBLIC]


def content_of(values: Mapping[str, object], text: MappedText) -> Content:
    """From the columns of an edition, by `attname`, and the rows it will carry."""
    content: Content = {
        field.name: plain(values[field.attname] if field.attname in values else field.get_default())
        for field in COLUMNS
    }
    for part in CARRIED.values():
        content[part.name] = [said_by(given, part) for given in text.carried[part.name]]
    return content


def said_by(given: Any, part: Carried) -> CarriedRow:
    """A term, or a row given by some of its columns, as `releases.record.contents` would serialise it."""
    if isinstance(part, CarriedTerms):
        term: int = given.pk
        return term
    return part.content({field.name: plain(given.get(field.attname, field.get_default())) for field in part.fields})

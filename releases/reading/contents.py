"""Turns saved content (`releases.record.contents`) back into a readable text without storing it, for previews and comparisons."""

from releases.models import Edition
from releases.models.carried import CARRIED, Carried
from releases.reading.editions import Parts, Reading
from releases.record.canonical import CarriedRow, Content
from taxonomy.snapshot import Vocabularies


def edition_of(content: Content) -> Edition:
    """An unsaved edition with this content; not to be saved."""
    fields = {field.name: field for field in Edition._meta.concrete_fields}
    known = {name: value for name, value in content.items() if name in fields}
    return Edition(**{fields[name].attname: fields[name].to_python(value) for name, value in known.items()})


def parts_in(content: Content) -> Parts:
    """What the text carried. A text saved before a column existed has no value for it."""
    return {part.name: [_row(said, part) for said in content.get(part.name, [])] for part in CARRIED.values()}


def _row(said: CarriedRow, part: Carried) -> CarriedRow:
    if isinstance(said, int):
        return said
    return {field.name: said.get(field.name, field.get_default()) for field in part.fields}


def reading_of(content: Content, vocabularies: Vocabularies) -> Reading:
    return Reading(edition_of(content), vocabularies, parts_in(content))

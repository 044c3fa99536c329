"""A text as it was written down (`Edition.content()`, a saved text), read again without being stored: for previews and comparisons."""

from releases.models import Edition
from releases.models.carried import CARRIED, Carried
from releases.reading.editions import Parts, Reading
from releases.record.canonical import CarriedRow, Content
from taxonomy.snapshot import Vocabularies


def edition_of(content: Content) -> Edition:
    """An edition that says this, and that nobody may save."""
    fields = {field.name: field for field in Edition._meta.concrete_fields}
    known = {name: value for name, value in content.items() if name in fields}
    return Edition(**{fields[name].attname: fields[name].to_python(value) for name, value in known.items()})


def parts_in(content: Content) -> Parts:
    """What was carried. A text that was saved before a column was there has nothing in it."""
    return {part.name: [_row(said, part) for said in content.get(part.name, [])] for part in CARRIED.values()}


def _row(said: CarriedRow, part: Carried) -> CarriedRow:
    if isinstance(said, int):
        return said
    return {field.name: said.get(field.name, field.get_default()) for field in part.fields}


def reading_of(content: Content, vocabularies: Vocabularies) -> Reading:
    return Reading(edition_of(content), vocabularies, parts_in(content))

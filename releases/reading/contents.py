"""A text as it was written down (`Edition.content()`, a saved text), read again without being stored: for previews and comparisons."""

from releases.models import Edition
from releases.reading.editions import CONTACT, CONTACTS, FILE, FILES, Parts, Reading
from releases.record.canonical import Content
from taxonomy.snapshot import Vocabularies

# Names of what a text carries, in its written form and for a reader.
TERMS = {"sources": "structures", "fields_of_work": "fields_of_work", "countries": "countries", "meetings": "meetings"}


def edition_of(content: Content) -> Edition:
    """An edition that says this, and that nobody may save."""
    fields = {field.name: field for field in Edition._meta.concrete_fields}
    known = {name: value for name, value in content.items() if name in fields}
    return Edition(**{fields[name].attname: fields[name].to_python(value) for name, value in known.items()})


def parts_in(content: Content) -> Parts:
    parts: Parts = {kind: content.get(name, []) for name, kind in TERMS.items()}
    parts[CONTACTS] = [{name: row.get(name, "") for name in CONTACT} for row in content.get(CONTACTS, [])]
    parts[FILES] = [{name: row.get(name) for name in FILE} for row in content.get(FILES, [])]
    return parts


def reading_of(content: Content, vocabularies: Vocabularies) -> Reading:
    return Reading(edition_of(content), vocabularies, parts_in(content))

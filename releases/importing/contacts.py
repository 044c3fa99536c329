"""Contacts of a text. A fault in one costs the text nothing: what cannot be taken over is kept in the notes for editors."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from releases.importing.mapped import MappedRecord
from releases.importing.records import SourceContact
from releases.importing.texts import UNREADABLE, plain
from releases.models import Contact
from releases.models.carried import CONTACTS

LONGEST = {name: getattr(Contact._meta.get_field(name), "max_length", 0) for name in ("name", "role", "email", "phone")}


def row_of(contact: SourceContact, mapped: MappedRecord, *, verbatim: bool) -> dict[str, str]:
    """The columns of the row to write; empty for a contact that has no name."""
    said = {name: _line(getattr(contact, name), verbatim=verbatim) for name in CONTACTS.written}
    name = said["name"]
    if not name:
        mapped.note(
            f"A contact without a name was left out: {', '.join(filter(None, said.values())) or 'it was empty'}."
        )
        return {}
    for key, value in said.items():
        if reason := _against(key, value):
            mapped.note(f"The {key} of the contact “{name[:100]}” was left out, since {reason}: {value}")
            said[key] = value[: LONGEST[key]] if key == "name" else ""
    return said


def _line(words: str, *, verbatim: bool) -> str:
    return words.translate(UNREADABLE) if verbatim else plain(words)


def _against(key: str, value: str) -> str:
    if len(value) > LONGEST[key]:
        return f"it has {len(value)} characters, more than {LONGEST[key]}"
    if key == "email" and value:
        try:
            validate_email(value)
        except ValidationError:
            return "it is malformed"
    return ""

"""An edition as a record of our JSON Lines, such that importing it gives the same edition. Pure: asks no database."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from releases.models import Edition, EditionFile, LegacyAddress
from releases.models.carried import CARRIED, carried_terms
from releases.reading.editions import Reading
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies, Vocabulary


@dataclass
class ExportedText:
    """A text in one language with everything that goes into its record."""

    now: Reading
    before: list[Reading] = field(default_factory=list)
    addresses: list[LegacyAddress] = field(default_factory=list)
    translation_of: str = ""


def identifier(edition: Edition) -> str:
    return f"{edition.release_id}-{edition.language}"


def record_of(text: ExportedText, vocabularies: Vocabularies) -> dict[str, object]:
    """Keys that would say nothing are left out. `verbatim`: the words stand as the edition holds them."""
    edition = text.now.edition
    return {
        "id": identifier(edition),
        "language": edition.language,
        "release": edition.release_id,
        **_said(text.now, vocabularies),
        **_present(
            translation_of=text.translation_of,
            legacy_addresses=[_address(address) for address in text.addresses],
            history=[_said(reading, vocabularies, past=True) for reading in text.before],
        ),
        "verbatim": True,
    }


def path_of(digest: str, name: str) -> str:
    """Where the bytes of a file lie in the folder beside the records: by their content, with an ending that programs know."""
    return f"{digest[:2]}/{digest}.{name.rpartition('.')[2]}"


def _said(reading: Reading, vocabularies: Vocabularies, *, past: bool = False) -> dict[str, object]:
    """What one edition says. When the last one will end is not told: that would tell of what is to come."""
    edition = reading.edition
    return _present(
        edition=edition.number,
        kind=edition.kind,
        type=edition.type,
        date=edition.date.isoformat(),
        live_from=_instant(edition.live_from),
        live_until=_instant(edition.live_until) if past else "",
        replaced_by=edition.replaced_by_id,
        change_note=edition.change_note,
    ) | ({} if edition.removed else _words(reading, vocabularies))


def _words(reading: Reading, vocabularies: Vocabularies) -> dict[str, object]:
    edition = reading.edition
    terms = {
        part.key: _names(reading.terms(part), getattr(vocabularies, part.vocabulary))
        for part in carried_terms().values()
    }
    rows = {
        part.name: [_present(**{name: row[name] for name in part.written}) for row in reading.rows(part)]
        for part in CARRIED.values()
        if part.written
    }
    files = [_attachment(file) for file in reading.files]
    words = {"title": edition.headline, **_present(lead=edition.lead), "body": edition.body}
    return words | _present(place=edition.places, **terms, keywords=edition.keywords, **rows, attachments=files)


def _attachment(file: EditionFile) -> dict[str, object]:
    return _present(
        path=path_of(file.digest, file.name),
        name=file.name,
        title=file.title,
        alternative_text=file.alternative_text,
        digest=file.digest,
    )


def _present(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def _names(terms: Iterable[Term], vocabulary: Vocabulary[Term]) -> list[str]:
    """English names, for people; the slug where a name would lead to another term."""
    return [term.name if vocabulary.find(term.name) is term else term.slug for term in terms]


def _instant(moment: datetime.datetime | None) -> str:
    return moment.astimezone(datetime.UTC).isoformat() if moment else ""


def _address(address: LegacyAddress) -> str:
    """As it is kept, or as the whole address where the former site is known; such that reading it gives back what is kept."""
    path = address.path if "?" in address.path else address.path.replace("%", "%25").replace("#", "%23")
    return f"https://{address.host}{path}" if address.host else path

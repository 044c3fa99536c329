"""An edition as a record of our JSON Lines, from which an import makes the same edition. Pure: makes no queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from releases.language.instants import exact
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
    """The record of a text. Empty keys are left out. `verbatim` tells an import not to tidy the words."""
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
    """The relative path of an attachment beside the records: its digest, with a file extension that programs recognise."""
    return f"{digest[:2]}/{digest}.{name.rpartition('.')[2]}"


def _said(reading: Reading, vocabularies: Vocabularies, *, past: bool = False) -> dict[str, object]:
    """The content of one edition. The end of the current one is left out, since it would reveal what is scheduled."""
    edition = reading.edition
    return _present(
        edition=edition.number,
        kind=edition.kind,
        type=edition.type,
        date=edition.date.isoformat(),
        live_from=exact(edition.live_from),
        live_until=exact(edition.live_until) if past else "",
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
        credit=file.credit,
        decoration=file.is_decoration or None,
        lead=file.is_lead or None,
        digest=file.digest,
    )


def _present(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def _names(terms: Iterable[Term], vocabulary: Vocabulary[Term]) -> list[str]:
    """English names, for people; the slug where a name would resolve to another term."""
    return [term.name if vocabulary.find(term.name) is term else term.slug for term in terms]


def _address(address: LegacyAddress) -> str:
    """The path as stored, or the full URL if the former site is known; importing either restores what is stored."""
    path = address.path if "?" in address.path else address.path.replace("%", "%25").replace("#", "%23")
    return f"https://{address.host}{path}" if address.host else path

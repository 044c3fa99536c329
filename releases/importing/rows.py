"""Writes new texts in bulk: the rows of an edition and everything it carries, directly in their final form.

The rows an edition carries are written before the edition. The guards refuse additions to a released edition; so that
they can stay on, the edition is inserted last: it appears whole, or the transaction fails. (Foreign keys are checked at
the end of the transaction on both engines.)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Model

from releases.importing import bulk_insert
from releases.importing.contents import content_of
from releases.importing.mapped import MappedRecord, MappedText
from releases.importing.records import SourceItem
from releases.language.slugs import slug_for
from releases.models import Edition, EditionWording, LegacyAddress, Provenance, RecordEntry, Release, SavedText
from releases.models.carried import CARRIED, Carried, CarriedTerms
from releases.models.index import SearchEntry, SearchLeaf, SearchSegment, SearchWord
from releases.models.record import CREATED
from releases.reading import wording
from releases.record import canonical, chain
from releases.search import index
from releases.search.remembered import RememberedWords
from releases.states import State
from releases.steps import table

TEXTS = (
    "number", "kind", "type", "headline", "lead", "body", "date", "places", "keywords", "change_note", "text_key",
)  # fmt: skip
# Every column of an edition, with its value where the import gives none.
COLUMNS, DEFAULTS = ["id", *bulk_insert.columns_of(Edition)[0]], [None, *bulk_insert.columns_of(Edition)[1]]


@dataclass(slots=True)
class NewRelease:
    """A release to be created: it has no number until it is written, and is shared by languages in the same batch."""

    number: int | None = None
    new: bool = True


@dataclass(slots=True)
class Creation:
    """A new text, and the release it belongs to."""

    item: SourceItem
    mapped: MappedRecord
    digest: str
    place: NewRelease
    addresses: list[str]
    editions: list[tuple[int, MappedText]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition as it is written, and the content from which its seal is computed."""

    creation: Creation
    number: int
    text: MappedText
    columns: list[object]
    content: canonical.Content
    digest: str


@dataclass(frozen=True)
class Writer:
    origin: str
    as_draft: bool
    run: int | None
    words: RememberedWords = field(default_factory=RememberedWords)  # of the whole run

    @property
    def remark(self) -> str:
        return f"Imported from {self.origin} (import {self.run})."

    def write(self, creations: list[Creation]) -> None:
        """Write all rows of the texts in a handful of statements."""
        if not creations:
            return
        self.words.catch_up()
        self._number(creations)
        written = [self._row(creation, number, text) for creation in creations for number, text in creation.editions]
        for part in CARRIED.values():
            bulk_insert.insert(part.model, (part.owner_id, "position", *_columns(part)), _carried(written, part))
        bulk_insert.insert(Edition, COLUMNS, [row.columns for row in written])
        editions = [Edition.from_db(connection.alias, COLUMNS, row.columns) for row in written]
        index.enter_all(editions, self.words)
        self._wording(editions)
        self._record(written)
        self._origins(creations)
        bulk_insert.insert(LegacyAddress, ("path", "host", "release_id", "language"), _addresses(creations))

    def _number(self, creations: list[Creation]) -> None:
        """Assign numbers to new releases and editions, and write the releases."""
        places = list({id(c.place): c.place for c in creations if c.place.new}.values())
        given = [place.number for place in places if place.number is not None]
        unnumbered = [place for place in places if place.number is None]
        for place, number in zip(unnumbered, bulk_insert.reserve(Release, len(unnumbered)), strict=True):
            place.number = number
        bulk_insert.insert(Release, ("number",), [(place.number,) for place in places])
        if given:
            bulk_insert.reserved_up_to(Release, max(given))
        texts = [(c, text) for c in creations for text in self._texts(c.mapped)]
        for (creation, text), number in zip(texts, bulk_insert.reserve(Edition, len(texts)), strict=True):
            creation.editions.append((number, text))
        for place in places:
            place.new = False

    def _texts(self, mapped: MappedRecord) -> list[MappedText]:
        """A draft is imported as a single text, to be numbered and dated anew by an editor; its history stays at its origin."""
        return [mapped.text] if self.as_draft else mapped.texts

    def _row(self, creation: Creation, number: int, text: MappedText) -> EditionRow:
        values = {name: getattr(text, name) for name in TEXTS}
        values |= {
            "id": number,
            "release_id": creation.place.number,
            "language": creation.mapped.language,
            "slug": slug_for(text.headline),
            "notes": creation.mapped.notes if text is creation.mapped.text else "",
            "replaced_by_id": text.replacement,
        }
        if self.as_draft:
            values |= {"number": 1, "kind": Edition.Kind.ORIGINAL, "state": State.DRAFT}
        else:
            values |= {"state": State.RELEASED, "live_from": text.live_from, "live_until": text.live_until}
        content = content_of(values, text)
        digest = canonical.digest(content)
        if not self.as_draft:
            values["seal"] = digest
        columns = [values.get(name, default) for name, default in zip(COLUMNS, DEFAULTS, strict=True)]
        return EditionRow(creation, number, text, columns, content, digest)

    def _record(self, written: list[EditionRow]) -> None:
        """One record entry per text. The content of a draft is saved with it, since editors will change it; a released
        text cannot change.
        """
        step = CREATED if self.as_draft else table.PLACE_ON_RECORD.name
        entries = chain.chained(
            RecordEntry(
                edition_id=row.number,
                release_id=row.creation.place.number,  # type: ignore[misc]  # numbered by now
                step=step,
                state_after=State.DRAFT if self.as_draft else State.RELEASED,
                digest_after=row.digest,
                remark=self.remark,
            )
            for row in written
        )
        if not self.as_draft:
            columns = (*chain.CHAINED, "hash")
            bulk_insert.insert(RecordEntry, columns, [[getattr(entry, name) for name in columns] for entry in entries])
            return
        SavedText.objects.bulk_create(
            SavedText(
                entry=entry,
                edition_id=row.number,
                content=row.content,
                digest=row.digest,
                notes=row.creation.mapped.notes,
            )
            for entry, row in zip(RecordEntry.objects.bulk_create(entries), written, strict=True)
        )

    def _wording(self, editions: list[Edition]) -> None:
        """As `wording.keep`, of texts that are new."""
        kept = [(edition.pk, *wording.keys_of(edition).values()) for edition in editions if wording.is_kept(edition)]
        bulk_insert.insert(EditionWording, ("edition_id", *wording.COLUMNS), kept)

    def _origins(self, creations: list[Creation]) -> None:
        columns = ("origin", "identifier", "release_id", "language", "digest", "source_number", "awaits", "run_id")
        rows = [
            (
                self.origin,
                c.mapped.identifier,
                c.place.number,
                c.mapped.language,
                c.digest,
                c.mapped.release,
                c.mapped.translation_of if c.mapped.is_orphan else "",
                self.run,
            )
            for c in creations
        ]
        bulk_insert.insert(Provenance, columns, rows)


def _columns(part: Carried) -> list[str]:
    return ["tag_id"] if isinstance(part, CarriedTerms) else [field.attname for field in part.fields]


def _carried(written: Iterable[EditionRow], part: Carried) -> Iterator[tuple[object, ...]]:
    """The rows of one part for all editions, with columns in the part's order."""
    usual = {field.attname: field.get_default() for field in part.fields}
    for row in written:
        for position, given in enumerate(row.text.carried[part.name]):
            values = [given.pk] if isinstance(part, CarriedTerms) else (usual | given).values()
            yield row.number, position, *values


def filled() -> tuple[type[Model], ...]:
    """The tables that an import fills."""
    carried = [part.model for part in CARRIED.values()]
    return (
        Release,
        Edition,
        *carried,
        LegacyAddress,
        Provenance,
        RecordEntry,
        EditionWording,
        SearchLeaf,
        SearchWord,
        SearchSegment,
        SearchEntry,
    )


def _addresses(creations: Iterable[Creation]) -> Iterator[tuple[object, ...]]:
    for creation in creations:
        for path in creation.addresses:
            yield path, creation.mapped.hosts.get(path, ""), creation.place.number, creation.mapped.language

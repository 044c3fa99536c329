"""Decides the outcome of each record in a batch before anything is written; dry runs and real runs share this code."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from releases.importing.holdings import Known
from releases.importing.mapped import MappedRecord
from releases.importing.records import SourceItem
from releases.importing.rows import Creation, NewRelease


class RefusedError(Exception):
    """The record is refused; the message says why."""


class WaitsError(Exception):
    """The record depends on something not here yet: the text it translates, or the release it names."""


class SkippedError(Exception):
    """The record is skipped on purpose; the message says why."""


@dataclass(slots=True)
class RecordCandidate:
    """A record that the mapping accepted."""

    item: SourceItem
    position: int
    mapped: MappedRecord
    digest: str


@dataclass
class RecordBatch:
    """Decisions on earlier records of the batch, which later ones must see."""

    known: Known
    creations: list[Creation] = field(default_factory=list)
    places: dict[str, NewRelease] = field(default_factory=dict)
    by_source_number: dict[int, NewRelease] = field(default_factory=dict)
    texts: set[tuple[int, str]] = field(default_factory=set)
    addresses: dict[str, NewRelease] = field(default_factory=dict)
    awaiting: dict[str, NewRelease] = field(default_factory=dict)
    existing: dict[int, NewRelease] = field(default_factory=dict)

    def creation(self, candidate: RecordCandidate) -> Creation:
        """The text to create. Raises RefusedError or WaitsError."""
        mapped = candidate.mapped
        place = self._place(mapped)
        self._check_language(place, mapped)
        self._check_replacements(mapped)
        return Creation(candidate.item, mapped, candidate.digest, place, self._addresses(place, mapped))

    def add(self, creation: Creation) -> None:
        """Accept a creation, so that later records see it."""
        mapped, place = creation.mapped, creation.place
        self.creations.append(creation)
        self.places[mapped.identifier] = place
        if mapped.is_orphan:
            self.awaiting.setdefault(mapped.translation_of, place)
        if mapped.release is not None:
            self.by_source_number.setdefault(mapped.release, place)
        self.texts.add((id(place), mapped.language))
        self.addresses |= dict.fromkeys(creation.addresses, place)

    def _place(self, mapped: MappedRecord) -> NewRelease:
        """The release that the text belongs to: that of its original, that with its number at the origin, or a new one."""
        found = self._of_original(mapped) or self._of_source_number(mapped)
        if mapped.translation_of and not found and not mapped.is_orphan:
            raise WaitsError(
                f"It is a translation of {mapped.translation_of!r}, but no such text was imported from {self.known.origin!r}."
            )
        if found:
            return found
        free = mapped.release and mapped.release not in self.known.releases and not self._number_given(mapped.release)
        return NewRelease(number=mapped.release if free else None)

    def _of_original(self, mapped: MappedRecord) -> NewRelease | None:
        if not mapped.translation_of:
            return self._of_what_awaits(mapped.identifier)
        if place := self.places.get(mapped.translation_of):
            return place
        origin = self.known.provenances.get(mapped.translation_of)
        return self._existing(origin.release) if origin else self._of_what_awaits(mapped.translation_of)

    def _of_what_awaits(self, original: str) -> NewRelease | None:
        """The release of the translations that came although this original did not."""
        if place := self.awaiting.get(original):
            return place
        release = self.known.awaiting.get(original)
        return self._existing(release) if release is not None else None

    def _of_source_number(self, mapped: MappedRecord) -> NewRelease | None:
        if mapped.release is None:
            return None
        if place := self.by_source_number.get(mapped.release):
            return place
        number = self.known.by_source_number.get(mapped.release)
        return self._existing(number) if number is not None else None

    def _existing(self, release: int) -> NewRelease:
        return self.existing.setdefault(release, NewRelease(release, new=False))

    def _number_given(self, number: int) -> bool:
        return any(creation.place.number == number for creation in self.creations)

    def _check_language(self, place: NewRelease, mapped: MappedRecord) -> None:
        here = place.number is not None and (place.number, mapped.language) in self.known.languages
        if here or (id(place), mapped.language) in self.texts:
            raise RefusedError(f"The release it belongs to already has a text in {mapped.language!r}.")

    def _check_replacements(self, mapped: MappedRecord) -> None:
        """A release that replaces a removed one may come later, and under another number than at the origin."""
        for text in mapped.texts:
            if text.replaced_by is None:
                continue
            number = self.known.by_source_number.get(text.replaced_by)
            if number is None and mapped.release is None and text.replaced_by in self.known.releases:
                number = text.replaced_by
            if number is None:
                raise WaitsError(f"It is replaced by release {text.replaced_by}, which does not exist here.")
            text.replacement = number

    def _addresses(self, place: NewRelease, mapped: MappedRecord) -> list[str]:
        """Legacy addresses that do not lead to the release yet."""
        fresh = []
        for path in mapped.legacy_paths:
            taken = self.addresses.get(path)
            release = self.known.addresses.get(path)
            if (taken and taken is not place) or (release is not None and release != place.number):
                raise RefusedError(f"The legacy address {path} already leads to another release.")
            if not taken and release is None:
                fresh.append(path)
        return fresh

    def check_change(self, mapped: MappedRecord) -> None:
        """Check that an existing text can change in this way. Raises RefusedError or WaitsError."""
        self._check_replacements(mapped)
        origin = self.known.provenances[mapped.identifier]
        if origin.language != mapped.language:
            raise RefusedError(f"It was in {origin.language!r} when it was first imported.")
        if mapped.translation_of:
            original = self.known.provenances.get(mapped.translation_of)
            release = original.release if original else self.known.awaiting.get(mapped.translation_of)
            if release != origin.release:
                raise RefusedError(
                    "It is a translation of a different text from the one it translated when it was imported."
                )
        for path in mapped.legacy_paths:
            if path in self.addresses or self.known.addresses.get(path, origin.release) != origin.release:
                raise RefusedError(f"The legacy address {path} already leads to another release.")


def planned(creations: Iterable[Creation]) -> dict[str, list[tuple[object, object]]]:
    """What a dry run remembers of the texts it would have created, keyed by the kinds of lookup in `Known`."""
    rows: dict[str, list[tuple[object, object]]] = {
        "identifier": [], "source_number": [], "release": [], "address": [], "languages": [], "awaiting": []
    }  # fmt: skip
    languages: dict[int, list[str]] = {}
    for creation in creations:
        mapped, number = creation.mapped, creation.place.number or 0
        rows["identifier"].append((mapped.identifier, (number, mapped.language, creation.digest, None)))
        rows["address"] += [(path, number) for path in creation.addresses]
        languages.setdefault(number, []).append(mapped.language)
        if mapped.is_orphan:
            rows["awaiting"].append((mapped.translation_of, number))
        if mapped.release is not None:
            rows["source_number"].append((mapped.release, number))
            rows["release"].append((number, True))
    rows["languages"] = list(languages.items())
    return rows

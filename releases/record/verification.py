"""Verifies the record and reports tampering: a broken chain, or a text that does not match its digest.

A chain truncated at its end, one written anew from its beginning, or a release deleted whole, leaves no trace here. To detect
these, compare with what was kept elsewhere: signed heads (`releases.record.notes`), which show that something is wrong, or the ends
of all chains, which show where as well.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import F

from releases.models import Clearance, ClearanceWord, Comment, Edition, Erased, Featured, RecordEntry, SavedText
from releases.models.record import ERASED
from releases.record import canonical, chain
from releases.record.contents import contents_of
from releases.record.erased import digest_of_rows
from releases.record.heads import Head, Tally
from releases.states import State
from taxonomy.models import VocabularyEntry
from taxonomy.record import verification as vocabularies
from taxonomy.record.verification import VocabulariesBroken

CHUNK = 500
SEALED = (State.APPROVED, State.RELEASED)

# The last entry of a release: release, position, hash.
End = tuple[int, int, str]


@dataclass
class Walk:
    """Counts of what was verified."""

    releases: int = 0
    entries: int = 0
    texts: int = 0
    editions: int = 0
    changes: int = 0
    ends: dict[int, tuple[int, str]] = field(default_factory=dict)


class RecordBroken(Exception):
    """The message says where the record is broken first."""


class Erasures:
    """Which digest each lawful erasure turned into which other."""

    def __init__(self) -> None:
        self._steps: dict[tuple[str, int], list[tuple[str, str]]] = {}
        for kind, row, before, after in Erased.objects.order_by("pk").values_list(
            "kind", "row", "digest_before", "digest_after"
        ):
            self._steps.setdefault((kind, row), []).append((before, after))

    def lead(self, kind: str, row: int, digest: str, now: str) -> bool:
        """Whether they lead from one digest to the other; without an erasure the two must be the same."""
        for before, after in self._steps.get((kind, row), ()):
            if before == digest:
                digest = after
        return digest == now


def _compare_erased(entry: RecordEntry, where: str) -> None:
    """What an erasure changed is itself on the record."""
    if digest_of_rows(entry.erased.order_by("pk")) != entry.digest_after:
        raise RecordBroken(f"In {where}: what was erased then is not what the record says.")


def verify(known_ends: Iterable[End] = (), known_heads: Sequence[Head] = ()) -> Walk:
    """Verify everything. Raises RecordBroken at the first break."""
    walk, erasures = Walk(), Erasures()
    _walk_vocabularies(walk, known_heads)
    tallies = [Tally(head.last) for head in known_heads]
    _walk_chains(walk, _by_release(known_ends), tallies, erasures)
    _compare_heads(known_heads, tallies)
    _walk_saved_texts(walk, erasures)
    _walk_what_was_said(erasures)
    _walk_sealed(walk, erasures)
    return walk


def _walk_vocabularies(walk: Walk, known: Sequence[Head]) -> None:
    signed = {head.changes: head for head in known if head.changes}

    def compare(entry: VocabularyEntry) -> None:
        head = signed.get(entry.position)
        if head and head.last_change != entry.hash:
            raise RecordBroken(
                f"Line {entry.position} of the record of the vocabularies: "
                f"the record of the vocabularies up to then is not the one that was signed on {head.at:%d %B %Y}."
            )

    try:
        walk.changes = vocabularies.verify(compare)
    except VocabulariesBroken as broken:
        raise RecordBroken(str(broken)) from broken
    for head in known:
        if walk.changes < head.changes:
            raise RecordBroken(
                f"The record of the vocabularies was cut off: {head.changes - walk.changes} of its {head.changes} lines "
                f"that were signed on {head.at:%d %B %Y} are gone."
            )


def _compare_heads(known: Sequence[Head], tallies: Sequence[Tally]) -> None:
    for head, tally in zip(known, tallies, strict=True):
        day = f"{head.at:%d %B %Y}"
        if tally.entries < head.entries:
            gone = head.entries - tally.entries
            raise RecordBroken(
                f"The record was cut off: {gone} of the {head.entries} lines that were signed on {day} are gone."
            )
        if tally.entries > head.entries or tally.root() != head.root:
            raise RecordBroken(f"Written anew: the record up to then is not the one that was signed on {day}.")


def _walk_chains(
    walk: Walk, known: dict[int, list[tuple[int, str]]], tallies: Sequence[Tally], erasures: Erasures
) -> None:
    for entry in RecordEntry.objects.in_chains().iterator(CHUNK):
        position, hash_ = walk.ends.get(entry.release_id, (0, ""))
        where = f"release {entry.release_id}, line {position + 1} of its record"
        if entry.position != position + 1:
            raise RecordBroken(f"In {where}: the line is missing; line {entry.position} follows instead.")
        if entry.previous != hash_:
            raise RecordBroken(f"In {where}: it does not match the line before it.")
        if entry.step == ERASED:
            _compare_erased(entry, where)
        if not erasures.lead(Erased.Kind.ENTRY, entry.pk, entry.hash, chain.hash_of(entry)):
            raise RecordBroken(f"In {where} (“{entry.step}” of edition {entry.edition_id}): it was changed.")
        for known_position, known_hash in known.get(entry.release_id, ()):
            if known_position == entry.position and known_hash != entry.hash:
                raise RecordBroken(f"In {where}: it is not the line noted in the file of ends.")
        walk.ends[entry.release_id] = entry.position, entry.hash
        for tally in tallies:
            tally.follow(entry.pk, entry.release_id, entry.position, entry.hash)
        walk.entries += 1
    walk.releases = len(walk.ends)
    for release, ends in known.items():
        if ends and ends[-1][0] > walk.ends.get(release, (0, ""))[0]:
            raise RecordBroken(
                f"In release {release}, line {ends[-1][0]} of its record: it is noted in the file of ends but is gone."
            )


def _walk_saved_texts(walk: Walk, erasures: Erasures) -> None:
    """Each saved text matches its digest, which also appears in the record."""
    for saved in SavedText.objects.select_related("entry").order_by("pk").iterator(CHUNK):
        kept = canonical.digest(saved.content)
        whole = erasures.lead(Erased.Kind.SAVED_TEXT, saved.pk, saved.digest, kept)
        if not whole or saved.entry.digest_after != saved.digest:
            position = saved.entry.position
            raise RecordBroken(
                f"In release {saved.entry.release_id}, line {position} of its record: the text saved there was changed."
            )
        walk.texts += 1


# Rows beside a line of the record that hold what the line has the digest of, and what is wrong if they do not.
BESIDE_THE_RECORD: tuple[tuple[type[Comment | Clearance | ClearanceWord | Featured], str], ...] = (
    (Comment, "the passage that was commented on was changed."),
    (Clearance, "who was asked for clearance, or until when, was changed."),
    (ClearanceWord, "the request that was answered was changed."),
    (Featured, "which release leads the front page, or when, was changed."),
)


def _walk_what_was_said(erasures: Erasures) -> None:
    for model, wrong in BESIDE_THE_RECORD:
        for row in model._default_manager.select_related("entry").order_by("pk").iterator(CHUNK):
            now, kind = canonical.digest(row.content()), Erased.Kind.COMMENT if model is Comment else ""
            if not erasures.lead(kind, row.pk, row.entry.digest_after, now):
                line = f"In release {row.entry.release_id}, line {row.entry.position} of its record"
                raise RecordBroken(f"{line}: {wrong}")


def _walk_sealed(walk: Walk, erasures: Erasures) -> None:
    """Each approved or released edition matches its seal; the seal is taken from the chained record, not from the edition."""
    sealed = Edition.objects.filter(state__in=SEALED).exclude(seal="").order_by("pk").iterator(CHUNK)
    while editions := list(islice(sealed, CHUNK)):
        known = dict(_sealed_by_the_record(editions))
        for pk, content in contents_of(editions).items():
            seal = known.get(pk, "")
            if not erasures.lead(Erased.Kind.EDITION, pk, seal, canonical.digest(content)):
                raise RecordBroken(
                    f"In release {content['release']}, edition {content['number']} in {content['language']!r}: "
                    "its text is not the one that was sealed according to the record."
                )
            walk.editions += 1


def _sealed_by_the_record(editions: Iterable[Edition]) -> Iterator[tuple[int, str]]:
    """For each edition, the digest recorded when it last became approved or released."""
    entries = RecordEntry.objects.filter(edition__in=[edition.pk for edition in editions], state_after__in=SEALED)
    moved = entries.exclude(state_before=F("state_after")).order_by("pk")
    yield from moved.values_list("edition", "digest_after")


def _by_release(ends: Iterable[End]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for release, position, hash_ in sorted(ends):
        found.setdefault(release, []).append((position, hash_))
    return found

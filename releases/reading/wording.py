"""Keeps the digests by which a released text is found again from its words.

Those of a database that has none yet, or lacks some, are made at the end of `migrate`.
"""

from collections.abc import Iterable

from releases.language.letters import OPENING, key_of, letters
from releases.models import Edition, EditionWording, RecordEntry
from releases.models.migrating import is_complete
from releases.reading.text import plain_text
from releases.states import State

AT_ONCE = 1000
# As much of a text as surely contains its first letters, whatever its tags.
BEGINNING = 10_000


def follow(entry: RecordEntry) -> None:
    """Called for each entry of the record: a text is found from its release on, as far as it can be read."""
    if entry.state_after == State.RELEASED != entry.state_before:
        keep([entry.edition])


def keep(editions: Iterable[Edition]) -> None:
    """In place of what was kept of them."""
    EditionWording.objects.bulk_create(
        [wording_of(edition) for edition in editions if edition.state == State.RELEASED and not edition.removed],
        update_conflicts=True,
        unique_fields=["edition"],
        update_fields=["headline", "lead", "body"],
    )


def wording_of(edition: Edition) -> EditionWording:
    return EditionWording(
        edition_id=edition.pk,
        headline=key_of(letters(edition.headline)),
        lead=opening_key(letters(edition.lead[:BEGINNING])),
        body=opening_key(letters(plain_text(edition.body[:BEGINNING]))),
    )


def opening_key(run: str) -> int | None:
    return key_of(run[:OPENING]) if run else None


def complete() -> int:
    """Enter the released texts that are missing. Returns how many."""
    missing = Edition.objects.released().exclude(kind=Edition.Kind.REMOVED).filter(wording=None)
    numbers = list(missing.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), AT_ONCE):
        some = Edition.objects.filter(pk__in=numbers[start : start + AT_ONCE])
        keep(some.only("pk", "state", "kind", "headline", "lead", "body"))
    return len(numbers)


def after_migrate(plan: object = None, **_: object) -> None:
    if is_complete(plan):
        complete()

"""Keeps the digests by which a released text is found again from its words.

Those of a database that has none yet, or lacks some, are made at the end of `migrate`.
"""

import re
from collections.abc import Callable, Iterable

from releases.language.letters import OPENING, key_of, letters
from releases.models import Edition, EditionWording, RecordEntry
from releases.models.migrating import is_complete
from releases.reading.text import plain_text
from releases.states import State

AT_ONCE = 1000
# As much of a text as surely contains its first letters, whatever its tags; and as much as usually does.
BEGINNING, SHORT_BEGINNING = 10_000, 400
COLUMNS = ("headline", "lead", "body")
CUT_TAG = re.compile(r"<[^>]*$")


def follow(entry: RecordEntry) -> None:
    """Called for each entry of the record: a text is found from its release on, as far as it can be read."""
    if entry.state_after == State.RELEASED != entry.state_before:
        keep([entry.edition])


def keep(editions: Iterable[Edition]) -> None:
    """In place of what was kept of them."""
    EditionWording.objects.bulk_create(
        [wording_of(edition) for edition in editions if is_kept(edition)],
        update_conflicts=True,
        unique_fields=["edition"],
        update_fields=COLUMNS,
    )


def is_kept(edition: Edition) -> bool:
    return edition.state == State.RELEASED and not edition.removed


def wording_of(edition: Edition) -> EditionWording:
    return EditionWording(edition_id=edition.pk, **keys_of(edition))


def keys_of(edition: Edition) -> dict[str, int | None]:
    """What is kept of a text, by column."""
    headline = key_of(letters(edition.headline))
    openings = opening(edition.lead, str), opening(edition.body, plain_text)
    return dict(zip(COLUMNS, (headline, *map(opening_key, openings)), strict=True))


def opening(text: str, in_plain: Callable[[str], str]) -> str:
    """The first letters of the text, of which no more is read than needed: nobody waits for the whole of a speech.

    A short beginning may end within a tag or a word, which are left out: the letters before them are the same in the whole.
    """
    if len(text) > SHORT_BEGINNING:
        *words, _cut = in_plain(CUT_TAG.sub("", text[:SHORT_BEGINNING])).split() or [""]
        if len(run := letters(" ".join(words))) >= OPENING:
            return run[:OPENING]
    return letters(in_plain(text[:BEGINNING]))[:OPENING]


def opening_key(run: str) -> int | None:
    return key_of(run) if run else None


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

"""Verifies the record of the vocabularies: the chain is whole, and every row is what its last entry says."""

from collections.abc import Callable

from taxonomy.models import RECORDED, VocabularyEntry
from taxonomy.models.record import Content, content_of


class VocabulariesBroken(Exception):
    """The message says where the record of the vocabularies is broken first."""


def verify(follow: Callable[[VocabularyEntry], None] | None = None) -> int:
    """Walk the chain, then compare it with the rows. `follow` is told each entry. Returns how many there are."""
    last: dict[tuple[str, int], Content | None] = {}
    position, previous = 0, ""
    for entry in VocabularyEntry.objects.order_by("position").iterator(500):
        where = f"In the record of the vocabularies, line {position + 1}"
        if entry.position != position + 1:
            raise VocabulariesBroken(f"{where}: the line is missing; line {entry.position} follows instead.")
        if entry.previous != previous:
            raise VocabulariesBroken(f"{where}: it does not match the line before it.")
        if entry.hash != entry.computed_hash():
            raise VocabulariesBroken(f"{where} ({entry}): it was changed.")
        if entry.before != last.get((entry.vocabulary, entry.row)):
            raise VocabulariesBroken(f"{where} ({entry}): it does not begin where the entry before it ended.")
        position, previous = entry.position, entry.hash
        last[entry.vocabulary, entry.row] = entry.after
        if follow:
            follow(entry)
    _compare_rows(last)
    return position


def _compare_rows(last: dict[tuple[str, int], Content | None]) -> None:
    told = {key: after for key, after in last.items() if after is not None}
    for model in RECORDED:
        name = model._meta.model_name or ""
        for row in model._base_manager.all():
            if told.pop((name, row.pk), None) != content_of(row):
                raise VocabulariesBroken(
                    f"The {model._meta.verbose_name} “{row}” (number {row.pk}) was changed past the record."
                )
    for name, key in told:
        raise VocabulariesBroken(f"The row {key} of “{name}” was deleted past the record.")

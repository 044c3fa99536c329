"""Rebuilds the index while searches continue: some editions at a time are entered anew, each lot in one transaction.

It can be interrupted at any time and continues with the next run: segments carry the version of the analysis that
produced them.
"""

from collections.abc import Callable

from django.db.models import Q

from releases.models import Edition
from releases.models.index import SearchSegment
from releases.models.migrating import is_complete
from releases.search import index
from releases.search.analysis import ANALYSIS
from releases.search.consistency import blocks, in_block, problems_in

OUTDATED = ""
AT_ONCE = 1_000  # editions


class Unproved(Exception):
    """The rebuilt index does not match the texts."""


def after_migrate(plan: object = None, **_: object) -> None:
    """What an upgrade has outdated is made anew at once, be it by another stemmer or by ours. An interrupted run is continued by
    the next.
    """
    if is_complete(plan):
        rebuild()


def outdate() -> None:
    """Mark everything as outdated, so that the next run rebuilds it all."""
    SearchSegment.objects.update(analysis=OUTDATED)


def rebuild(report: Callable[[str], object] = bool) -> int:
    """Rebuild and verify every outdated block. Returns how many editions were read."""
    read = 0
    for block in blocks():
        if number := rebuild_block(block):
            if found := list(problems_in(block)):
                raise Unproved(" ".join(found))
            report(f"Block {block}: {number} editions, verified.")
            read += number
    return read


def rebuild_block(block: int) -> int:
    """A thousand editions at a time; those waiting are found by the version of their segment."""
    editions = Edition.objects.filter(pk__range=in_block(block)).order_by("pk")
    outdated = Q(search_entry=None) | ~Q(search_entry__segment__analysis=ANALYSIS)
    waiting = list(editions.filter(outdated).values_list("pk", flat=True))
    for start in range(0, len(waiting), AT_ONCE):
        index.enter_anew(waiting[start : start + AT_ONCE])
    SearchSegment.objects.filter(block=block, searchentry=None).delete()
    index.tidy([block])
    return len(waiting)

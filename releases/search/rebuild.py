"""Rebuilds the index block by block while searches continue: each block is replaced in one transaction.

It can be interrupted at any time and continues with the next run: segments carry the version of the analysis that
produced them.
"""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q

from releases.models import Edition
from releases.models.clock import database_time
from releases.models.index import SearchEntry, SearchSegment
from releases.models.migrating import is_complete
from releases.search import index, lexicon
from releases.search.analysis import ANALYSIS
from releases.search.consistency import blocks, in_block, problems_in
from releases.search.narrowing import among
from releases.search.postings import PostingBatch
from releases.states import State

OUTDATED = 0
AT_ONCE = 500  # editions that may change


class Unproved(Exception):
    """The rebuilt index does not match the texts."""


def after_migrate(plan: object = None, **_: object) -> None:
    """What an upgrade has outdated is made anew at once: the stems, if the stemmer is another one, and the index, if its form
    or the analysis is. A million editions take some minutes; an interrupted run is continued by the next.
    """
    if is_complete(plan):
        rebuild()


def outdate() -> None:
    """Mark everything as outdated, so that the next run rebuilds it all."""
    SearchSegment.objects.update(analysis=OUTDATED)


def rebuild(report: Callable[[str], object] = bool) -> int:
    """Rebuild and verify every outdated block. Returns how many editions were read."""
    read = 0
    if restemmed := lexicon.keep_up():
        report(f"Stems of {restemmed} words made anew.")
    for block in blocks():
        if not needed(block):
            continue
        number = rebuild_block(block)
        if found := list(problems_in(block)):
            raise Unproved(" ".join(found))
        report(f"Block {block}: {number} editions, verified.")
        read += number
    return read


def needed(block: int) -> bool:
    editions = Edition.objects.filter(pk__range=in_block(block))
    return (
        SearchSegment.objects.filter(block=block).exclude(analysis=ANALYSIS).exists()
        or editions.filter(search_entry=None).exists()
        or SearchSegment.objects.filter(block=block, searchentry=None).exists()
    )


def rebuild_block(block: int) -> int:
    """What is public becomes one segment, prepared before the transaction that installs it, since it cannot change meanwhile."""
    editions = Edition.objects.filter(pk__range=in_block(block))
    public = editions.filter(state=State.RELEASED, live_from__lte=database_time())
    batch = PostingBatch(block)
    for edition in public.order_by("pk").iterator(chunk_size=1000):
        batch.add(edition)
    if batch.editions:
        _put_in_place(batch)
    outdated = Q(search_entry=None) | ~Q(search_entry__segment__analysis=ANALYSIS)
    others = list(editions.filter(outdated).values_list("pk", flat=True))
    for start in range(0, len(others), AT_ONCE):
        _enter_anew(others[start : start + AT_ONCE])
    SearchSegment.objects.filter(block=block, searchentry=None).delete()
    return len(batch.editions) + len(others)


@transaction.atomic
def _put_in_place(batch: PostingBatch) -> None:
    """In place of every segment that holds any of the editions. What else these held is entered anew afterwards."""
    index.wait_for_others()
    entries = among(SearchEntry.objects.all(), batch.editions)
    SearchSegment.objects.filter(pk__in=list(entries.values_list("segment", flat=True).distinct())).delete()
    index.write(batch, released=True)


@transaction.atomic
def _enter_anew(numbers: list[int]) -> None:
    """Editions that may change, locked, so that an older text cannot overwrite a newer one."""
    editions = list(Edition.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    for edition in editions:
        index.outlive(edition.pk)
    index.enter_all(editions)

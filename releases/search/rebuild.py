"""Rebuilds the index block by block while searches continue: each block is replaced in one transaction.

It can be interrupted at any time and continues with the next run: segments carry the version of the analysis that
produced them.
"""

from collections.abc import Callable

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q, QuerySet

from releases.models import Edition
from releases.models.clock import database_time
from releases.models.index import SearchEntry, SearchSegment
from releases.search import index, lexicon
from releases.search.analysis import ANALYSIS
from releases.search.consistency import blocks, in_block, problems_in
from releases.search.postings import PostingBatch
from releases.states import State

OUTDATED = 0


class Unproved(Exception):
    """The rebuilt index does not match the texts."""


def after_migrate(plan: object = None, **_: object) -> None:
    """What an upgrade has outdated is made anew at once: the stems, if the stemmer is another one, and the index, if its form
    or the analysis is. A million editions take some minutes; an interrupted run is continued by the next.
    """
    if plan is None:  # the database was emptied, not migrated
        return
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
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
    """Public editions become one segment, prepared before the transaction that installs it, since they cannot change meanwhile."""
    editions = Edition.objects.filter(pk__range=in_block(block))
    public = editions.filter(state=State.RELEASED, live_from__lte=database_time())
    batch = PostingBatch(block)
    for edition in public.order_by("pk").iterator(chunk_size=1000):
        batch.add(edition)
    rest = _put_in_place(batch, public) if batch.editions else []
    outdated = Q(search_entry=None) | ~Q(search_entry__segment__analysis=ANALYSIS)
    others = set(editions.filter(outdated).values_list("pk", flat=True)) | set(rest)
    for number in sorted(others):
        enter_anew(number)
    SearchSegment.objects.filter(block=block, searchentry=None).delete()
    return len(batch.editions) + len(others)


@transaction.atomic
def _put_in_place(batch: PostingBatch, public: QuerySet[Edition]) -> list[int]:
    """Replace every segment that holds any of the editions. Returns the other editions in those segments: public since
    the batch was made.
    """
    index.wait_for_others()
    before = list(SearchSegment.objects.filter(searchentry__edition__in=public).values_list("pk", flat=True).distinct())
    SearchEntry.objects.filter(edition__in=public).delete()
    rest = list(SearchEntry.objects.filter(segment__in=before).values_list("edition", flat=True))
    SearchSegment.objects.filter(pk__in=before).delete()
    index.write(batch, released=True)
    return rest


@transaction.atomic
def enter_anew(number: int) -> None:
    """Index an edition that may change, locked, so that an older text cannot overwrite a newer one."""
    edition = Edition.objects.select_for_update().filter(pk=number).first()
    if edition is not None:
        index.enter(edition)

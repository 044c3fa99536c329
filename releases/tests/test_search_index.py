"""The index matches the texts, however they were written, and can be rebuilt and merged during searches."""

import datetime
import threading
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from releases import steps
from releases.models import Edition, SearchEntry, SearchLeaf, SearchSegment
from releases.search import consistency, index, leaves, rebuild
from releases.search.filing import filed
from releases.search.merging import merged
from releases.tests.making import make_edition, make_live_edition, make_scheduled_edition, make_user
from releases.tests.newsroom_search import found_in_any_state
from releases.tests.postings import rows_of, table_of
from releases.tests.questions import found

pytestmark = pytest.mark.django_db

HEADLINES = [f"Observers watch count {number}" for number in range(12)]


@pytest.fixture
def archive():
    for headline in HEADLINES:
        make_live_edition(headline=headline, body="<p>Co-operation in Łódź, co-operation in Vienna.</p>")
    make_edition(headline="Draft of observers")
    make_scheduled_edition(headline="Observers to come")


def test_index_of_any_texts_is_what_they_say(archive):
    assert list(consistency.problems()) == []


def test_draft_that_is_saved_again_is_found_by_its_new_words_alone(archive):
    draft = Edition.objects.get(headline="Draft of observers")
    draft.headline = "Draft of monitors"
    draft.save()
    steps.record_save(draft, make_user(), created=False)

    segment = SearchSegment.objects.get(searchentry=draft.pk)
    words = [word for part, table in leaves.stored(segment) if part == "en:headline" for word in table.words]
    assert words == ["draft", "monitors", "of"]
    assert list(consistency.problems()) == []


def test_what_is_released_is_indexed_as_it_is_then(archive):
    """Not as last saved: `update()` bypasses `save()`."""
    edition = make_edition(headline="Before")
    Edition.objects.filter(pk=edition.pk).update(headline="Afterwards")
    steps.place_on_record(edition, timezone.now() - datetime.timedelta(hours=1))

    assert found("afterwards") == ["Afterwards"]
    assert found("before") == []


def test_tidying_changes_no_answer(archive):
    before = found("observers co-operation", sort="newest"), found('"in lodz"', sort="newest")

    merged = index.tidy(all_of_it=True)

    assert merged == len(HEADLINES) + 1
    assert (found("observers co-operation", sort="newest"), found('"in lodz"', sort="newest")) == before
    assert list(consistency.problems()) == []
    assert SearchSegment.objects.count() == 2


def test_segments_joined_some_leaves_at_a_time_hold_what_each_held(archive):
    for step in (2, 3):
        make_live_edition(body=f"<p>{' '.join(f'w{number}' for number in range(0, 4_500, step))}</p>")
    segments = list(SearchSegment.objects.order_by("pk"))
    each: dict[tuple[str, str], list[bytes]] = {}
    for segment in segments:
        for part, table in leaves.stored(segment):
            for word, (editions, *_) in rows_of(table):
                each.setdefault((part, word), []).append(editions)

    assert SearchLeaf.objects.filter(segment=segments[-1]).count() > 3
    pieces = [
        (part, word, editions) for part, table in merged(segments, window=1) for word, (editions, *_) in rows_of(table)
    ]

    assert pieces == [(part, word, b"".join(editions)) for (part, word), editions in sorted(each.items())]


@pytest.mark.parametrize("make", [make_edition, make_scheduled_edition])
def test_number_of_segments_does_not_grow_with_texts_that_may_still_change(make):
    for number in range(40):
        make(headline=f"To come {number}")
        index.tidy()

    assert SearchSegment.objects.count() <= index.MOST_SEGMENTS
    assert list(consistency.problems()) == []


def test_scheduled_text_that_is_changed_after_a_merge_is_found_by_its_new_words_alone(archive):
    index.tidy(all_of_it=True)
    edition = Edition.objects.get(headline="Observers to come")
    user = make_user()
    steps.unschedule(edition, user)
    steps.send_back(edition, user, "Another word.")
    edition.headline = "Monitors to come"
    edition.save()
    steps.record_save(edition, user, created=False)
    steps.submit(edition, user)
    steps.approve(edition, make_user())
    steps.schedule(edition, make_user(), timezone.now() + datetime.timedelta(hours=1))

    for all_of_it in (False, True):
        index.tidy(all_of_it=all_of_it)
        assert edition not in found_in_any_state("observers")
        assert edition in found_in_any_state("monitors")
        assert list(consistency.problems()) == []
    assert not SearchSegment.objects.exclude(outlived=b"").exists()


# While segments are merged


@contextmanager
def elsewhere(act):
    """Another process has done it, but not yet ended its transaction."""
    done, go_on = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                act()
                done.set()
                go_on.wait(timeout=20)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    done.wait(timeout=20)
    threading.Timer(0.3, go_on.set).start()
    yield
    thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["the merge", "the text"])
def test_text_that_is_saved_during_a_merge_is_found_by_its_new_words_alone(first):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time.")
    edition, *_others = [make_edition(headline=f"Draft {number}") for number in range(3)]
    edition.headline = "Monitors"
    edition.save()
    acts = [lambda: index.tidy(all_of_it=True), lambda: index.enter(edition)]

    with elsewhere(acts.pop(first == "the text")):
        acts[0]()

    assert found_in_any_state("monitors") == {edition}
    assert edition not in found_in_any_state("draft")
    assert list(consistency.problems()) == []


# Damage

VIENNA = filed("vienna", "en")


@pytest.mark.parametrize("damage", ["a word lost", "a weight changed", "an edition lost", "an edition doubled"])
def test_check_finds_any_damage_and_rebuilding_mends_it(archive, damage):
    index.tidy(all_of_it=True)
    leaf = next(
        leaf for leaf in SearchLeaf.objects.filter(segment__editions__gt=1) if bytes(leaf.last).startswith(b"en\0")
    )
    words = dict(rows_of(leaves.whole(bytes(leaf.data))))
    editions, weights, times, places = words[VIENNA]
    match damage:
        case "a word lost":
            del words[VIENNA]
        case "a weight changed":
            words[VIENNA] = editions, b"\xff" + weights[1:], times, places
        case "an edition lost":
            SearchEntry.objects.order_by("pk")[0].delete()
        case "an edition doubled":
            words[VIENNA] = editions[:2] + editions, weights[:1] + weights, times[:1] + times, places[:2] + places
    leaf.data = leaves.packed(table_of(words))
    leaf.save()
    with pytest.raises(CommandError):
        call_command("check_search")

    call_command("rebuild_search", "--everything", stdout=StringIO())

    assert list(consistency.problems()) == []
    assert len(found("observers")) == len(HEADLINES)


def test_rebuilding_twice_reads_nothing_the_second_time(archive):
    SearchSegment.objects.all().delete()

    assert rebuild.rebuild() == len(HEADLINES) + 2
    assert rebuild.rebuild() == 0
    assert list(consistency.problems()) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compresses nothing")
def test_packed_numbers_are_not_compressed_once_more():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstorage::text FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'data'",
            [SearchLeaf._meta.db_table],
        )
        assert cursor.fetchone() == ("e",)

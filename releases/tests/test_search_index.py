"""The index matches the texts, however they were written, and can be rebuilt and merged during searches."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from releases import steps
from releases.models import Edition, SearchEntry, SearchLeaf, SearchSegment
from releases.search import consistency, index, leaves, rebuild
from releases.search.merging import merged
from releases.search.tables import Table
from releases.tests.making import make_edition, make_live_edition, make_scheduled_edition, make_user
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
    words = [word for part, table in leaves.stored(segment.pk) if part == "en:headline" for word in table.words]
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

    assert merged == len(HEADLINES)
    assert (found("observers co-operation", sort="newest"), found('"in lodz"', sort="newest")) == before
    assert list(consistency.problems()) == []
    assert SearchSegment.objects.count() == 3


def test_segments_joined_some_words_at_a_time_hold_what_each_held(archive):
    segments = list(SearchSegment.objects.order_by("pk").values_list("pk", flat=True))
    each: dict[tuple[str, str], list[bytes]] = {}
    for segment in segments:
        for part, table in leaves.stored(segment):
            for word, (editions, *_) in table.rows():
                each.setdefault((part, word), []).append(editions)

    pieces = [
        (part, word, editions) for part, table in merged(segments, window=1) for word, (editions, *_) in table.rows()
    ]

    assert pieces == [(part, word, b"".join(editions)) for (part, word), editions in sorted(each.items())]


def test_what_may_still_change_is_never_merged(archive):
    index.tidy(all_of_it=True)

    alone = SearchSegment.objects.filter(editions=1).values_list("searchentry__edition__headline", flat=True)
    assert set(alone) == {"Draft of observers", "Observers to come"}


@pytest.mark.parametrize("damage", ["a word lost", "a weight changed", "an edition lost", "an edition doubled"])
def test_check_finds_any_damage_and_rebuilding_mends_it(archive, damage):
    index.tidy(all_of_it=True)
    leaf = next(
        leaf for leaf in SearchLeaf.objects.filter(segment__editions__gt=1) if bytes(leaf.last).startswith(b"en\0")
    )
    words = dict(leaves.unpacked(bytes(leaf.data)))
    editions, weights, times, places = words["vienna"]
    match damage:
        case "a word lost":
            del words["vienna"]
        case "a weight changed":
            words["vienna"] = editions, b"\xff" + weights[1:], times, places
        case "an edition lost":
            SearchEntry.objects.order_by("pk")[0].delete()
        case "an edition doubled":
            words["vienna"] = editions[:2] + editions, weights[:1] + weights, times[:1] + times, places[:2] + places
    leaf.data = leaves.packed(Table.of(words.items()))
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

"""Real input: every item of every file is accounted for, and none of it crashes the import."""

import re

import pytest

from releases.importing import readers
from releases.models import Edition
from releases.tests.importing import SHARED, run

needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="needs the shared test data, which is not part of the repository"
)


def counted(path) -> tuple[int, int, int]:
    """Records, refused, skipped."""
    items = list(readers.read(path))
    assert all(bool(item.record) + bool(item.refusal) + bool(item.skipped) == 1 for item in items)
    return tuple(sum(bool(getattr(item, name)) for item in items) for name in ("record", "refusal", "skipped"))  # type: ignore[return-value]


@needs_shared
@pytest.mark.parametrize(
    ("name", "records", "skipped"),
    [("themeunittestdata.wordpress.xml", 56, 130), ("64-block-test-data.xml", 61, 11), ("theme-preview.xml", 7, 0)],
)
def test_published_posts_of_an_export_are_releases_and_the_rest_is_skipped_with_the_reason(name, records, skipped):
    assert counted(SHARED / "wxr" / name) == (records, 0, skipped)


@needs_shared
@pytest.mark.django_db
def test_export_is_loaded_and_its_counts_add_up():
    told, _, _ = run(SHARED / "wxr" / "themeunittestdata.wordpress.xml", origin="wordpress")

    assert re.match(r"Read 186: [1-9]\d* created, ", told)
    assert told.endswith("130 skipped.")
    assert not Edition.objects.live().filter(date__year=2030).exists(), "a post whose hour is to come stays hidden"
    assert run(SHARED / "wxr" / "themeunittestdata.wordpress.xml", origin="wordpress")[0].startswith("Read 186: 0 created, 0 updated,")  # fmt: skip


@needs_shared
def test_answers_of_a_drupal_site_are_read_or_refused_with_the_reason():
    answers = sorted((SHARED / "drupal").glob("*.json"))
    reasons = {re.sub(r"https://\S+", "…", item.refusal) for path in answers for item in readers.read(path)}

    assert counted(SHARED / "drupal" / "getView_fetches_a_view.json") == (8, 0, 0)
    assert reasons == {
        "",
        "The record has no body.",
        "The record has no date and no body.",
        "The response contains no nodes.",
        "The list goes on at … which was not saved; --fetch fetches it.",
    }


@needs_shared
def test_every_feed_of_a_validator_s_cases_is_read_or_refused_with_a_reason():
    files = sorted((SHARED / "feeds").rglob("*.xml"))
    told = [counted(path) for path in files]

    assert len(files) > 1_600
    assert all(sum(counts) for counts in told)
    assert sum(records for records, _, _ in told) > 500


@needs_shared
@pytest.mark.parametrize(
    "case", ["atom/must/invalid_xml.xml", "rss/must/invalid_xml.xml", "rss/must/missing_namespace.xml"]
)
def test_feed_that_is_malformed_is_refused_with_the_reason(case):
    (item,) = readers.read(SHARED / "feeds" / "testcases" / case)

    assert item.refusal.startswith("It is not well-formed XML: line ")

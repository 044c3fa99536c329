"""What an import remembers of words it remembers rightly: after an erasure, after a failure, and in every language."""

import pytest
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from releases.importing.load import LoadRun
from releases.importing.readers import read
from releases.search import index, lexicon
from releases.search.filing import filed
from releases.search.remembered import RememberedWords
from releases.steps import erasing
from releases.tests.importing import make_record, write
from releases.tests.making import make_edition, make_user

pytestmark = pytest.mark.django_db
WORDS = {"en": ["elections", "election", "24", "identify"], "es": ["voces", "voz"], "ru": ["выборы", "выборах"]}


class Failed(Exception):
    """On purpose."""


@pytest.fixture
def remembered() -> RememberedWords:
    return RememberedWords()


def enter(remembered: RememberedWords, language: str, words: list[str]) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        remembered.catch_up()
        remembered.enter(language, words)


@pytest.mark.parametrize("language", WORDS)
def test_remembered_word_is_filed_where_any_other_is(language, remembered):
    before = remembered.places(language, WORDS[language])
    enter(remembered, language, WORDS[language][:-1])

    assert remembered.places(language, WORDS[language]) == before == [filed(word, language) for word in WORDS[language]]


def test_remembered_words_are_not_asked_for_again(remembered, django_assert_num_queries):
    enter(remembered, "en", WORDS["en"])

    with django_assert_num_queries(1):  # whether there was an erasure
        enter(remembered, "en", WORDS["en"])


def test_word_that_was_erased_meanwhile_is_entered_again(remembered):
    enter(remembered, "en", ["wexberg"])
    make_edition(headline="Wexberg opens an office")
    erasure = erasing.propose(make_user(), ["Wexberg"], "A court ordered it.")
    erasing.carry_out(erasure, make_user())
    assert lexicon.that_exist("en", ["wexberg"]) == set()

    enter(remembered, "en", ["wexberg"])

    assert lexicon.that_exist("en", ["wexberg"]) == {"wexberg"}


def test_single_text_asks_for_no_erasure():
    """Nothing is remembered for it that could be outdated."""
    edition = make_edition()

    with CaptureQueriesContext(connection) as asked:
        index.enter(edition)

    assert [query["sql"] for query in asked if "releases_erasure" in query["sql"]] == []


def test_import_enters_a_word_again_that_was_erased_meanwhile(tmp_path):
    run = LoadRun(origin="archive")
    first, second = (make_record(id=str(number), title=f"Wexberg opens office {number}") for number in (1, 2))
    with TestCase.captureOnCommitCallbacks(execute=True):
        run.load(read(write(tmp_path / "first.jsonl", first), "jsonl"))
    erasure = erasing.propose(make_user(), ["Wexberg"], "A court ordered it.")
    erasing.carry_out(erasure, make_user())

    run.load(read(write(tmp_path / "second.jsonl", second), "jsonl"))

    assert lexicon.that_exist("en", ["wexberg"]) == {"wexberg"}


def test_word_of_a_batch_that_failed_is_entered_by_the_next(remembered):
    with pytest.raises(Failed), transaction.atomic():
        enter_and_fail(remembered)

    enter(remembered, "en", ["wexberg"])

    assert lexicon.that_exist("en", ["wexberg"]) == {"wexberg"}


def enter_and_fail(remembered: RememberedWords) -> None:
    remembered.catch_up()
    remembered.enter("en", ["wexberg"])
    raise Failed


def test_no_more_is_remembered_than_fits(remembered, monkeypatch):
    monkeypatch.setattr(RememberedWords, "MOST", 2)
    enter(remembered, "en", WORDS["en"])

    assert remembered.places("en", WORDS["en"]) == [filed(word, "en") for word in WORDS["en"]]
    assert len(remembered) == 2

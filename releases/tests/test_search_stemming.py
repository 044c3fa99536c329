"""Which inflected forms match each other, in the organisation's six languages."""

import tomllib
from pathlib import Path

import pytest

from releases.search.question import parse
from releases.search.words import stem, words_of

TABLE = tomllib.loads(Path(__file__).with_name("samples").joinpath("stemming.toml").read_text("utf-8"))


def pairs(language: str, kind: str) -> list[tuple[str, str]]:
    rows = TABLE[language][kind].replace("\n", " ").split(";")
    return [(query, text) for query, text in (row.split() for row in rows)]


def meets(query: str, text: str, language: str) -> bool:
    """Whether the text contains all words of the query."""
    words, joined = words_of(text)
    stems = {stem(word, language) for word in [*words, *(word for _, word in joined)]}
    return all(stem(word, language) in stems for group in parse(query, language).groups for word in group[0].words)


@pytest.mark.parametrize("language", TABLE)
def test_table_has_forty_pairs_that_meet_and_twenty_that_do_not(language):
    assert (len(set(pairs(language, "meet"))), len(set(pairs(language, "apart")))) == (40, 20)


@pytest.mark.parametrize("language", TABLE)
def test_forms_of_one_word_meet(language):
    assert [pair for pair in pairs(language, "meet") if not meets(*pair, language)] == []


@pytest.mark.parametrize("language", TABLE)
def test_different_words_do_not_match(language):
    assert [pair for pair in pairs(language, "apart") if meets(*pair, language)] == []

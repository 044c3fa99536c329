"""Which inflected forms match each other, in the organisation's six languages."""

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases.search import words
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


LETTERS = st.sampled_from("aB -.’«–ßİŉйéά\u0301\xad") | st.characters(exclude_categories=["Cs"])


@given(st.text(LETTERS, max_size=20), st.integers(0, 40))
def test_text_with_few_letters_beyond_ascii_is_read_as_any_other(text, times):
    """Python translates ASCII faster, so such a text is read in pieces."""
    text = unicodedata.normalize("NFC", "Plain words " * times + text)

    assert words.translated(text) == text.translate(words._APART)

"""Where words are filed in the index: forms together, compounds by both their ends."""

import tomllib
from pathlib import Path

import pytest

from releases.search.filing import (
    Wanted,
    as_written,
    by_end,
    filed,
    forms,
    forms_and_compounds,
)
from releases.search.words import searchable, words_of

TABLE = tomllib.loads(Path(__file__).with_name("samples").joinpath("stemming.toml").read_text("utf-8"))
WORDS = [
    (language, word)
    for language, kinds in TABLE.items()
    for word in sorted({word for text in kinds.values() for word in words_of(text)[0]})
]


def holds(wanted: Wanted, place: str) -> bool:
    return wanted.first.encode() <= place.encode() <= wanted.last.encode()


def test_word_is_known_from_where_it_is_filed_with_its_forms():
    for language, word in [*WORDS, ("en", "mh17"), ("en", "at&t"), ("xx", "word"), ("es", "voces")]:
        place = filed(word, language)

        assert as_written(place) == word
        assert holds(forms(word, language), place), place


def test_forms_of_a_word_lie_together():
    places = sorted(filed(word, "en") for word in ("election", "electing", "elector", "elections", "electricity"))

    assert [as_written(place) for place in places if holds(forms("elections", "en"), place)] == [
        "electing",
        "election",
        "elections",
    ]


def test_compounds_that_end_alike_lie_together_and_apart_from_all_others():
    ending = [searchable(f"{first}wahl") for first in ("Präsidentschafts", "Neu", "Wieder", "Kommunal", "Bundestags")]
    others = ["beobachtung", "wahlkampf", "sicherheitsrat", "abstimmung"]
    places = sorted(place for word in [*ending, *others] if (place := by_end(filed(word, "de"))))

    begun, *by_their_ends = forms_and_compounds("abstimmung", "de")
    assert holds(begun, filed("abstimmungen", "de"))
    assert len(by_their_ends) == 1
    assert forms_and_compounds("wahl", "de") == [
        Wanted("de", "wahl", "wahl\U0010ffff", "wa")
    ]  # four letters: by beginnings alone
    together = [number for number, place in enumerate(places) if place.startswith("lhaw")]
    assert together == list(range(together[0], together[0] + 4)), "a word of seven letters is no compound"


@pytest.mark.parametrize(("language", "kinds"), [("de", 2), ("sv", 2), ("en", 1), ("ru", 1)])
def test_ends_are_looked_up_where_words_are_written_together(language, kinds):
    assert len(forms_and_compounds("stockholm", language)) == kinds

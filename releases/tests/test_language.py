"""Instants, numbers and text keys, on which many pages rely."""

import datetime

import pytest
from django.utils import translation

from releases.language.instants import in_words, in_zone
from releases.language.numbers import number_in
from releases.language.text_key import text_key

SUMMER = datetime.datetime(2026, 5, 3, 22, 30, tzinfo=datetime.UTC)
WINTER = datetime.datetime(2026, 1, 3, 8, 5, tzinfo=datetime.UTC)


def test_instant_is_told_in_the_zone_of_the_organisation_which_it_names():
    assert in_zone(SUMMER) == "2026-05-04 00:30 Europe/Vienna"
    assert in_zone(WINTER) == "2026-01-03 09:05 Europe/Vienna"
    assert in_zone(None) == ""


def test_instant_in_a_letter_is_in_the_language_of_the_letter():
    assert in_words(WINTER) == "3 January 2026, 09:05 (Europe/Vienna)"
    with translation.override("fr"):
        assert in_words(SUMMER) == "4 mai 2026, 00:30 (Europe/Vienna)"


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("42", 42), ("9" * 15, 10**15 - 1), ("9" * 16, None), ("", None), ("-1", None), ("1.5", None), ("²", None),
     ("٣", None), (" 1", None), ("x", None), (None, None), (7, None), (b"7", None)],
)  # fmt: skip
def test_number_is_what_any_column_holds_in_the_digits_of_an_address(text, number):
    assert number_in(text) == number


def test_same_words_have_one_key_whatever_their_tags_case_and_spaces():
    key = text_key("Mission opens", "", "<p>It opened on Monday.</p>")

    assert text_key("MISSION  opens", "", '<div class="x">It opened\r\n\ton <b>Monday</b>.</div>') == key
    assert text_key("Mission opens", "A lead.", "<p>It opened on Monday.</p>") == key, "the lead is often the beginning"
    assert text_key("Mission opens", "It opened on Monday.", "") == key


@pytest.mark.parametrize(
    "other",
    [
        ("Mission opened", "", "<p>It opened on Monday.</p>"),
        ("Mission opens", "", "<p>It opened on Tuesday.</p>"),
        ("Mission opens", "It opened on Tuesday.", ""),
        ("", "", ""),
    ],
)
def test_other_words_have_another_key(other):
    assert text_key(*other) != text_key("Mission opens", "", "<p>It opened on Monday.</p>")


def test_key_fits_its_column_and_never_changes():
    """It is stored; imports find duplicates by it years later."""
    assert text_key("Mission opens an office", "", "<p>Text</p>") == 5673269237483705937
    assert all(-(2**63) <= text_key(str(number), "", "") < 2**63 for number in range(50))
    assert any(text_key(str(number), "", "") < 0 for number in range(50))
    assert isinstance(text_key("\ud800", "", ""), int)

"""Parsing queries. No database."""

import pytest

from releases.search.excerpts import Marker
from releases.search.hints import distance_between, one_letter_off
from releases.search.question import Sought, Spellings, parse
from releases.search.words import searchable, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Łódź, TÜRKİYE, Chișinău", ["lodz", "turkiye", "chisinau"]),
        ("l’OSCE d'aujourd’hui", ["l", "osce", "d", "aujourd", "hui"]),
        ("Straße und ŒUVRE", ["strasse", "und", "oeuvre"]),
        ("Ёлка, майский йод", ["елка", "майский", "йод"]),
        ("snake_case e\u0301te\u0301 soft\u00adhyphen", ["snake", "case", "ete", "softhyphen"]),
        ("MH17 (18.07.2014) ½", ["mh17", "18", "07", "2014", "1", "2"]),
        ("\x00\ud800🙂 ‏", []),
    ],
)
def test_words_are_folded_and_split_in_one_way(text, words):
    assert words_of(text)[0] == words


def test_hyphenated_word_is_also_read_as_one():
    assert words_of("On co-operation") == (["on", "co", "operation"], [(1, "cooperation")])


def test_word_is_never_longer_than_its_column():
    assert [len(word) for word in words_of("a" * 500 + "-" + "ß" * 100)[0]] == [60, 60]


def test_operators_that_make_no_sense_are_read_as_if_they_were_not_there():
    for text in ("OR election", "election OR", "- election", "election |", '"election', 'election"', "OR OR election"):
        assert [item.words for group in parse(text, "en").groups for item in group] == [("election",)], text


def test_stop_words_are_ignored_unless_there_is_nothing_else():
    assert [group[0].words for group in parse("the mission of the OSCE", "en").groups] == [("mission",), ("osce",)]
    assert [group[0].words for group in parse("to be", "en").groups] == [("to",), ("be",)]
    assert parse('"to be"', "en").groups == ((Sought(("to", "be"), exact=True),),)


def test_long_question_is_cut():
    assert len(parse("word " * 5000, "en").groups) == 1
    assert len(parse(" ".join(f"word{number}" for number in range(500)), "en").groups) == 10


def test_spelling_of_a_name_is_asked_for_with_the_others():
    spellings: Spellings = {("czech", "republ"): frozenset({("czech", "republic"), ("czechia",)})}

    (group, talks) = parse("czech republic talks", "en", spellings).groups

    assert [item.words for item in group] == [("czech", "republic"), ("czechia",)]
    assert talks[0].words == ("talks",)


# Highlights and excerpts


def marked(question: str, text: str, language: str = "en") -> str:
    return Marker(parse(question, language), language).marked(text)


def test_every_form_of_the_words_is_marked_and_nothing_else():
    assert (
        marked("election watch", "Elections, watched by <b>")
        == "<mark>Elections</mark>, <mark>watched</mark> by &lt;b&gt;"
    )
    assert marked("chisinau", "In Chișinău") == "In <mark>Chișinău</mark>"
    assert marked('"election"', "An election of elections") == "An <mark>election</mark> of elections"
    assert marked("obser*", "Observers observe") == "<mark>Observers</mark> <mark>observe</mark>"


def test_passage_shows_where_most_of_the_words_stand():
    text = "Demining. " + "Other words stand here. " * 40 + "Children learn of demining & of <safety>. " + "More. " * 80

    shown = Marker(parse("demining safety children", "en"), "en").passage(text)

    assert "<mark>Children</mark> learn of <mark>demining</mark> &amp; of &lt;<mark>safety</mark>&gt;" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_excerpt_is_the_lead_where_the_lead_has_any_of_the_words():
    marker = Marker(parse("demining", "en"), "en")

    assert marker.excerpt("On demining.", "<p>Demining.</p>") == "On <mark>demining</mark>."
    assert marker.excerpt("A lead.", "<p>The <em>de</em>mining went on.</p>") == "The <mark>demining</mark> went on."
    assert marker.excerpt("A <lead>.", "<p>Nothing.</p>") == "A &lt;lead&gt;."


# Spelling corrections


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("election", "election", 0),
        ("elction", "election", 1),
        ("eletcion", "election", 1),
        ("elcton", "election", 2),
        ("a", "election", 3),
    ],
)
def test_distance_counts_wrong_letters(one, other, distance):
    assert distance_between(one, other) == distance


def test_one_letter_off_reaches_every_word_at_that_distance():
    assert {"election", "elections", "lection", "elektion", "leection"} <= one_letter_off("eection") | one_letter_off(
        "election"
    ) | {"election"}
    assert "выборы" in one_letter_off("выбры")


def test_fold_keeps_letters_that_are_letters():
    assert searchable("й") == "й"
    assert searchable("ё") == "е"

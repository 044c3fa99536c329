"""Parsing queries. No database."""

from itertools import permutations

import pytest

from releases.lists.excerpts import Marker
from releases.search.misspelling import distance_between, one_letter_off
from releases.search.question import Sought, Spellings, Terms, parse
from releases.search.words import plain_text, searchable, stem, words_of


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

    assert marker.excerpt("On demining.", "Demining.") == "On <mark>demining</mark>."
    assert (
        marker.excerpt("A lead.", plain_text("<p>The <em>de</em>mining went on.</p>").strip())
        == "The <mark>demining</mark> went on."
    )
    assert marker.excerpt("A <lead>.", "Nothing.") == "A &lt;lead&gt;."


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a-b c d-e f", ["a", "b", "c", "d", "e", "f"]),
        ("one two a-b", ["one", "two", "a", "b"]),
        ("-one- two", ["one", "two"]),
        ("a" * 60 + " b", ["a" * 60, "b"]),
        ("a" * 61 + " b", ["a" * 60, "b"]),
        ("Ангелы–Демоны", ["ангелы", "демоны"]),
        ("co‐op non‑stop", ["co", "op", "non", "stop"]),
        ("lʼOSCE l`OSCE", ["l", "osce", "l", "osce"]),
        ("ЙОД йод", ["йод", "йод"]),
        ("Đorđe Ørsted Æsop þing", ["dorde", "orsted", "aesop", "thing"]),
    ],
)
def test_words_are_all_there_and_in_their_order(text, words):
    assert words_of(text)[0] == words


def test_each_hyphenated_word_is_read_as_one_at_its_place():
    assert words_of("a-b c d-e-f -g-")[1] == [(0, "ab"), (3, "def")]
    assert words_of(f"{'a' * 50}-{'b' * 50}")[1] == [(0, "a" * 50 + "b" * 10)]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("R&amp;D", "R&D"),
        ("<p>One</p><p>two</p>", " One  two "),
        ("<b>in</b>side", "inside"),
        ("1 &lt; 2", "1 < 2"),
        ("a<br>b", "a b"),
    ],
)
def test_reader_reads_entities_as_letters_and_paragraphs_apart(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("elections", "election", "en"),
        ("libertades", "libertad", "es"),
        ("conflits", "conflit", "fr"),
        ("frontiere", "frontiera", "it"),
        ("правило", "правилах", "ru"),
        ("Chefs", "Chef", "de"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other, language):
    assert stem(searchable(one), language) == stem(searchable(other), language)


@pytest.mark.parametrize(("word", "language"), [("elections", "xx"), ("mh17", "en"), ("2004", "en"), ("", "en")])
def test_word_of_no_known_language_and_number_stay_as_they_are(word, language):
    assert stem(word, language) == word


def test_language_of_a_region_is_stemmed_as_its_language():
    assert stem("elections", "en-gb") == stem("elections", "en") != "elections"


# Limits of a query


def groups(text: str, language: str = "en") -> list[list[tuple[str, ...]]]:
    """Without the words that two in sequence make together."""
    return [[item.words for item in group if item not in joined(text)] for group in parse(text, language).groups]


def joined(text: str) -> set[Sought]:
    return {Sought((f"{one}{other}",), respelled=True) for one, other in permutations(words_of(text)[0], 2)}


def test_ten_words_are_looked_for_and_ten_left_out_and_no_more():
    many = [f"word{number}" for number in range(11)]

    assert len(parse(" ".join(many), "en").groups) == 10
    assert len(parse(" ".join(f"-{word}" for word in many), "en").unwanted) == 10


def test_question_is_read_up_to_its_two_hundredth_letter():
    assert groups("x" + " " * 198 + "b") == [[("x",)], [("b",)]]
    assert groups("x" + " " * 199 + "b") == [[("x",)]]


@pytest.mark.parametrize(("text", "is_beginning"), [("ab*", False), ("abc*", True), ("a-bc*", False), ("abc", False)])
def test_three_letters_are_enough_for_a_beginning(text, is_beginning):
    assert parse(text, "en").groups[0][0].beginning is is_beginning


def test_either_of_two_is_one_group_also_in_a_row_and_with_a_bar():
    assert groups("one OR two three") == [[("one",), ("two",)], [("three",)]]
    assert groups("one OR two OR three") == [[("one",), ("two",), ("three",)]]
    assert groups("one | two") == [[("one",), ("two",)]]
    assert groups("one or two") == [[("one",)], [("two",)]], "a small one is a word that says nothing"


def test_unwanted_word_does_not_join_what_stands_around_it():
    question = parse("one OR -two three", "en")

    assert [item.words for item in question.unwanted] == [("two",)]
    assert [[item.words for item in group] for group in question.groups] == [[("one",)], [("three",)]]


def test_word_that_is_said_twice_is_looked_for_once():
    assert groups("one one two") == [[("one",)], [("two",)]]
    assert groups("one OR one") == [[("one",)]]


@pytest.mark.parametrize("text", ['"one two"', "„one two“", "«one two»", "“one two”"])
def test_phrase_is_one_in_every_manner_of_quotation(text):
    assert parse(text, "en").groups == ((Sought(("one", "two"), exact=True),),)


def test_phrase_may_be_unwanted():
    assert parse('-"one two" −three', "en").unwanted == (Sought(("one", "two"), exact=True), Sought(("three",)))


def test_name_is_not_put_together_across_an_or_or_out_of_a_phrase():
    spellings: Spellings = {("new", "york"): frozenset({("big", "appl")})}

    assert len(parse("new york", "en", spellings).groups[0]) == 2
    assert [len(group) for group in parse("new OR york", "en", spellings).groups] == [2]
    assert ("big", "appl") not in {item.words for item in parse("new OR york", "en", spellings).groups[0]}
    assert len(parse('"new york"', "en", spellings).groups[0]) == 1


def test_possessive_and_article_say_nothing():
    assert groups("Council’s meeting") == [[("council",)], [("meeting",)]]
    assert groups("l’OSCE", "fr") == [[("osce",)]]


def test_word_with_a_hyphen_is_looked_for_in_two_parts_or_as_one_in_one_group():
    (group, talks) = parse("co-operation talks", "en").groups

    assert group == (Sought(("co", "operation")), Sought(("cooperation",), respelled=True))
    assert talks == (Sought(("talks",)),)
    assert [[item.words for item in group] for group in parse("one OR co-operation", "en").groups] == [
        [("one",), ("co", "operation"), ("cooperation",)]
    ]


def test_name_of_one_word_is_looked_for_in_its_other_spellings_wherever_it_stands():
    spellings: Spellings = {("kyiv",): frozenset({("kiev",), ("kyiv",)}), ("new", "york"): frozenset({("big", "appl")})}
    kyiv = (Sought(("kyiv",)), Sought(("kiev",), respelled=True))
    new_york = (Sought(("new", "york")), Sought(("big", "appl"), respelled=True))

    assert parse("talks on kyiv", "en", spellings).groups == ((Sought(("talks",)),), kyiv)
    assert parse("kyiv talks today", "en", spellings).groups[0] == kyiv
    assert parse("talks OR new york", "en", spellings).groups == ((Sought(("talks",)), *new_york),)
    assert parse("new york kyiv", "en", spellings).groups == (new_york, kyiv)
    assert parse("new york OR kyiv", "en", spellings).groups == ((*new_york, *kyiv),)


def test_or_reaches_over_what_is_no_word():
    assert groups("one OR ... two") == [[("one",), ("two",)]]
    assert groups("OR one two") == [[("one",)], [("two",)]]


def test_beginning_and_quoted_word_are_no_part_of_a_name():
    spellings: Spellings = {("new", "york"): frozenset({("big", "appl")})}

    for text in ('new "york"', "new york*"):
        assert ("big", "appl") not in {item.words for group in parse(text, "en", spellings).groups for item in group}


def test_name_with_a_hyphen_is_a_name_as_without():
    spellings: Spellings = {("new", "york"): frozenset({("big", "appl")})}

    assert [item.words for item in parse("New-York", "en", spellings).groups[0]] == [
        ("new", "york"),
        ("big", "appl"),
        ("newyork",),
    ]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("U.S.", [(0, "us")]),
        ("the C.S.C.E. in Europe", [(1, "csce")]),
        ("the co-operation of the U.S.A", [(1, "cooperation"), (5, "usa")]),
        ("AT&T and R&D", [(0, "at&t"), (3, "r&d")]),
        ("open 24/7.", [(1, "24/7")]),
        ("О.О.Н. в 3.5 раза", [(0, "оон")]),
        ("See p.m. It", [(1, "pm")]),
        ("3.5.2004 at e.g", []),
        ("and/or", []),
    ],
)
def test_abbreviation_and_name_with_a_sign_are_also_read_as_one_word(text, joined):
    assert words_of(text)[1] == joined


def test_two_words_are_also_looked_for_as_one():
    cyber = Sought(("cybersecurity",), respelled=True)

    assert parse("cyber security", "en").groups == (
        (Sought(("cyber",)), cyber),
        (Sought(("security",)), cyber),
    )
    assert cyber not in parse("cyber on security", "en").groups[0]
    assert parse('cyber "security"', "en").groups == ((Sought(("cyber",)),), (Sought(("security",), exact=True),))
    assert parse("to security", "en").groups == ((Sought(("security",)),),)


def test_whole_name_of_a_term_is_looked_for_among_what_releases_carry():
    control = ("field", frozenset({7}))
    terms: Terms = {("arm", "control"): (control,)}

    for text, carried in [("arms control", True), ("Arms control talks", True), ("arms talks control", False), ("arms", False), ('"arms control"', False), ("arms OR control", False)]:  # fmt: skip
        items = [item.carried for group in parse(text, "en", {}, terms).groups for item in group]
        assert (control in items) is carried

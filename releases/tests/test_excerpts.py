"""Matches are highlighted in headlines and passages, and everything else in them is plain text."""

import pytest

from releases.lists.excerpts import BEFORE, PASSAGE, Marker
from releases.search.question import parse

HOSTILE = "<script>alert(1)</script>"


def marker(typed: str = "election", language: str = "en") -> Marker:
    return Marker(parse(typed, language, {}), language)


def test_hit_is_marked_and_the_rest_of_a_headline_is_escaped():
    assert marker().marked("<b>The</b> election & <i>votes</i>") == (
        "&lt;b&gt;The&lt;/b&gt; <mark>election</mark> &amp; &lt;i&gt;votes&lt;/i&gt;"
    )


@pytest.mark.parametrize(
    "text", [f"{HOSTILE} election", f"election {HOSTILE}", f"election {HOSTILE} election", HOSTILE]
)
def test_no_element_but_the_mark_comes_out_of_a_text(text):
    shown = marker().marked(text).replace("<mark>", "").replace("</mark>", "")

    assert "<" not in shown
    assert "&lt;script&gt;" in shown


def test_passage_is_escaped_before_between_and_behind_its_hits():
    shown = marker().passage("1 < 2 election 3 > 2 elections & more")

    assert shown == "1 &lt; 2 <mark>election</mark> 3 &gt; 2 <mark>elections</mark> &amp; more"


def test_lead_that_shows_nothing_that_was_looked_for_is_escaped_too():
    assert marker().excerpt("<b>Lead</b>", "Body") == "&lt;b&gt;Lead&lt;/b&gt;"


def test_excerpt_is_the_lead_where_it_has_a_hit_and_else_of_the_body():
    assert marker().excerpt("An election.", "Elections.") == "An <mark>election</mark>."
    assert marker().excerpt("A lead.", "Some elections.") == "Some <mark>elections</mark>."


def test_passage_begins_some_words_before_the_hit_and_ends_after_forty():
    words = [f"w{number}" for number in range(200)]
    words[100] = "election"

    shown = marker().passage(" ".join(words))

    first, last = 100 - BEFORE, 100 - BEFORE + PASSAGE - 1
    assert shown.startswith(f"… w{first} ")
    assert shown.endswith(f" w{last} …")
    assert (BEFORE, PASSAGE) == (8, 40)


def test_passage_at_either_end_of_a_text_has_no_dots_there():
    words = [f"w{number}" for number in range(60)]

    assert marker().passage(" ".join(["election", *words])).startswith("<mark>election</mark> w0")
    assert marker().passage(" ".join([*words, "election"])).endswith("w59 <mark>election</mark>")


def test_passage_is_where_most_of_what_was_looked_for_stands_together():
    far = ["w"] * 100
    text = " ".join(["election", *far, "election", "council", *far, "election", "election"])

    shown = marker("election council").passage(text)

    assert "<mark>election</mark> <mark>council</mark>" in shown


def test_phrase_and_beginning_are_marked_and_unwanted_words_are_not():
    assert marker('"elections"').marked("election elections") == "election <mark>elections</mark>"
    assert marker("elec*").marked("electoral roll") == "<mark>electoral</mark> roll"
    assert marker("council -election").marked("council election") == "<mark>council</mark> election"

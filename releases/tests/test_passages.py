"""Passages are found again in a text that was edited around them, and replaced without harm to its markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases.language.passages import FlatText, Passage, quoted_from
from taxonomy import richtext

TEXT = "The office opened on Monday. The head of the office said so. It will open again."


def found(passage: Passage | None, text: str) -> list[str]:
    assert passage
    return [text[place:] for place in passage.places_in(text)]


def test_passage_that_occurs_once_is_found_wherever_it_goes():
    passage = quoted_from(TEXT, "on  Monday")

    assert passage == Passage(
        "on Monday", "The office opened ", ". The head of the office said so. It will open again."
    )
    assert found(passage, "Nothing else is left: on Monday!") == ["on Monday!"]


def test_of_several_the_one_between_the_same_words_is_meant():
    passage = quoted_from(TEXT, "office", before="The head of the")

    assert found(passage, f"In May: {TEXT}") == ["office said so. It will open again."]
    assert found(passage, "The office opened on Monday. The new head of the office spoke.") == ["office spoke."]


def test_passage_whose_sentence_went_is_not_taken_for_the_same_words_elsewhere():
    passage = quoted_from(TEXT, "office", before="The head of the")

    assert found(passage, "Once more: office hours.") == []
    assert found(quoted_from(TEXT, "on Monday"), "It opened on Tuesday.") == []


def test_words_that_do_not_stand_in_the_text_are_no_passage():
    assert [quoted_from(TEXT, words) for words in ("on Tuesday", "", "  ")] == [None, None, None]


def test_passage_copied_since_is_at_two_places():
    passage = quoted_from("It opened.", "opened")

    assert len(found(passage, "It opened. It opened.")) == 2


def test_flat_text_of_rich_text_is_what_a_selection_comes_to():
    html = "<h2>Office</h2>\n<p>It <strong>open</strong>ed &amp; closed.<br>Soon.</p><ul><li>One</li><li>Two</li></ul>"

    assert FlatText(html).text == "Office It opened & closed. Soon. One Two"


@pytest.mark.parametrize(
    ("html", "old", "new", "changed"),
    [
        ("<p>It opened.</p>", "opened", "closed <& more>", "<p>It closed &lt;&amp; more&gt;.</p>"),
        ("<p>It <strong>open</strong>ed.</p>", "opened", "closed", "<p>It <strong>closed</strong>.</p>"),
        ("<p>It <em>opened</em>.</p>", "It opened", "We met", "<p>We met.</p>"),
        ('<p>A&nbsp;<a href="/x/">b &amp; c</a> d</p>', "b & c", "e", '<p>A&nbsp;<a href="/x/">e</a> d</p>'),
        ("<p>One.</p><p>Two.</p>", "One. Two", "x", None),
    ],
)
def test_other_words_take_its_place(html, old, new, changed):
    text = FlatText(html)

    assert text.replaced(text.text.index(old), len(old), new) == changed


@given(st.text(max_size=80), st.text(max_size=80), st.text(alphabet="xyz <&\u00e9", min_size=1, max_size=10), st.data())
def test_whatever_is_quoted_is_found_and_replaced_where_it_stood(one, two, word, data):
    html = richtext.clean(f"<p>{one} <strong>{word.replace('<', '').replace('&', '')}x</strong>{two}</p>")
    text = FlatText(html)
    start = data.draw(st.integers(0, max(0, len(text.text) - 1)))
    end = data.draw(st.integers(start + 1, start + 20))
    passage = quoted_from(text.text, text.text[start:end], text.text[:start], text.text[end:])
    if passage is None:
        assert not text.text[start:end].strip()
        return

    (place, *_others) = passage.places_in(text.text)
    changed = text.replaced(place, len(passage.quotation), "Q")

    assert len(text.origins) == len(text.text)
    if changed is not None:
        expected = f"{text.text[:place]}Q{text.text[place + len(passage.quotation) :]}"
        assert "".join(FlatText(changed).text.split()) == "".join(expected.split())

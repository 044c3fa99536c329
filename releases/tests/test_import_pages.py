"""A press-release page, copied as text or saved as HTML, becomes one record."""

import pytest

from releases.importing.readers import page
from releases.tests.importing import SAMPLES

TEXT = (SAMPLES / "page.txt").read_text(encoding="utf-8")
HTML = (SAMPLES / "page.html").read_text(encoding="utf-8")


def read(text: str):
    return page.read_page(text.encode(), "page").record


def refusal(text: str) -> str:
    return page.read_page(text.encode(), "page").refusal


# Text


def test_text_copy_gives_every_part_and_its_body_once():
    record = read(TEXT)

    assert (record.type, record.language) == ("press-release", "en")
    assert record.title == "Mission hands over six bridges' worth of survey maps"
    assert (record.date, record.place) == ("1999-05-03", ["CHISINAU"])
    assert record.source == ["OSCE Mission to Moldova"]
    assert record.fields_of_work == ["Conflict prevention and resolution, Elections"]
    assert record.body.split("\n") == [
        "<p>CHISINAU, 3 May 1999 - The Mission handed over maps of six river crossings on Monday.</p>",
        "<p>The maps show which spans can carry a bus &amp; which cannot.</p>",
        "<ul><li>two spans are sound</li><li>four need work</li></ul>",
        "<p>Both sides signed for them.</p>",
    ]


def test_text_copy_is_identified_by_date_and_headline():
    assert read(TEXT).id == "1999-05-03-mission-hands-over-six-bridges-worth-of-survey-maps"


def test_title_of_a_group_in_the_navigation_is_not_taken_for_the_type():
    """The sample has a group “News”, preceded by a line with a dash."""
    assert "-\nNews\n" in TEXT
    assert read(TEXT).type == "press-release"


@pytest.mark.parametrize("copies", [["one", "two"], ["one", "two", "two"], ["one", "two", "one", "two"]])
def test_body_is_kept_once_whether_its_second_copy_is_missing_partial_or_whole(copies):
    paragraphs = {"one": "VIENNA, 3 May 1999 - First.", "two": "Second."}
    text = "\n".join(["News", "Headline", *(paragraphs[name] for name in copies)])

    assert read(text).body == "<p>VIENNA, 3 May 1999 - First.</p>\n<p>Second.</p>"


@pytest.mark.parametrize(
    "labels",
    [
        "- Date: 4 May 1999\n- Place: GENEVA",
        "- Date:\n- 4 May 1999\n- Place:\n- GENEVA",
        "- Place:\n- GENEVA\n- Date:\n- 4 May 1999",
    ],
)
def test_value_of_a_label_stands_on_the_same_line_or_on_the_next(labels):
    record = read(f"News\nHeadline\n{labels}\nText of the release.")

    assert (record.date, record.place, record.body) == ("1999-05-04", ["GENEVA"], "<p>Text of the release.</p>")


def test_what_the_labels_lack_is_taken_from_the_dateline():
    record = read("News\nHeadline\n- Date:\n- Place:\nVIENNA/KYIV, 3 May 2010 – Text.")

    assert (record.date, record.place) == ("2010-05-03", ["VIENNA", "KYIV"])


def test_label_has_precedence_over_the_dateline():
    record = read("News\nHeadline\n- Date: 4 May 2010\n- Place: GENEVA\nVIENNA, 3 May 2010 – Text.")

    assert (record.date, record.place) == ("2010-05-04", ["GENEVA"])


def test_list_after_the_labels_belongs_to_the_body():
    record = read("News\nHeadline\n- Date: 4 May 2010\n- Place: GENEVA\n- first point\n- second point")

    assert record.body == "<ul><li>first point</li><li>second point</li></ul>"


def test_fields_of_work_may_stand_one_on_a_line():
    record = read("News\nHeadline\n- Date: 4 May 2010\n- Fields of work:\n- Elections\n- Education\nText.")

    assert record.fields_of_work == ["Elections", "Education"]


def test_unknown_label_is_reported_and_not_taken_for_a_value():
    item = page.read_page(
        b"News\nHeadline\n- Date: 4 May 2010\n- Topics:\n- Bridges\n- Place:\n- GENEVA\nText.", "page"
    )

    assert item.record is not None
    assert (item.unknown_keys, item.record.place) == ({"Topics"}, ["GENEVA"])


# HTML


def test_saved_page_gives_every_part_and_leaves_out_what_surrounds_the_text():
    record = read(HTML)

    assert (record.type, record.language) == ("press-release", "fr")
    assert record.title == "La Mission ouvre un bureau &amp; une bibliothèque"
    assert (record.date, record.place) == ("1999-05-03", ["CHISINAU"])
    assert record.source == ["OSCE Mission to Moldova"]
    assert record.fields_of_work == ["Conflict prevention and resolution", "Elections"]
    assert record.body.startswith("<p><strong>CHISINAU</strong>, 3 May 1999 – Le bureau a <i>ouvert</i> lundi.</p>")
    assert record.body.endswith("<p>De neuf heures à midi.</p>")
    assert not any(word in record.body for word in ("Related", "Legal", "Navigation", "<script"))


def test_saved_page_is_identified_by_its_former_address():
    record = read(HTML)

    assert (record.id, record.url) == ("/fr/mission/4711", "https://www.example.org/fr/mission/4711/")


def test_saved_page_without_an_address_is_identified_by_date_and_headline():
    assert read("<h1>Headline</h1><p>VIENNA, 3 May 2010 – Text.</p>").id == "2010-05-03-headline"


def test_paragraph_in_the_middle_of_loose_text_loses_nothing():
    record = read("<h1>Headline</h1><p>VIENNA, 3 May 2010 – One.</p><div>Two <b>and</b><p>three</p>four</div>five")

    assert record.body.split("\n") == [
        "<p>VIENNA, 3 May 2010 – One.</p>",
        "<p>Two <b>and</b></p>",
        "<p>three</p>",
        "<p>four</p>",
        "<p>five</p>",
    ]


# Not a release


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("About us\nWe are an organisation.", "has no type"),
        ("- Elections\n- Press release", "has no type"),
        ("Press release\nHeadline\n- Date: 3 May 2010", "a headline but no text"),
        ("Press release\nHeadline\nText without a date.", "no date"),
        ("Press release\nHeadline\nVIENNA, 3 May – The year is missing.", "no date"),
        ("<main><p>VIENNA, 3 May 2010 – Text.</p></main>", "no headline (h1)"),
        ("<h1>Headline</h1><nav>VIENNA, 3 May 2010 – Text.</nav>", "a headline but no text"),
        ("<h1>About us</h1><p>We are an organisation.</p>", "no date"),
        ("<main><h1>Headline</h1>" + "<div>" * 5000 + "text", "nested too deeply"),
    ],
)
def test_page_that_is_no_release_is_refused_with_the_reason(text, reason):
    assert reason in refusal(text)


def test_page_that_is_damaged_is_refused():
    assert page.read_page(b"\xef\xbb\xbfPress release\nT\xfcrkiye", "page").refusal == (
        "It starts as UTF-8 but is damaged."
    )


def test_binary_file_is_refused():
    assert page.read_page(b"PK\x03\x04\x00\x00", "page").refusal == "The file is not text."


def test_page_of_the_word_processor_s_unicode_is_read():
    assert page.read_page(TEXT.encode("utf-16"), "page").record == read(TEXT)

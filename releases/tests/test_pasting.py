"""What is pasted keeps its structure and loses what nobody was meant to read, whichever program it comes from."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from releases.importing import pasted as pasting
from releases.importing import texts
from releases.importing.pasted import pasted
from releases.tests import clipboards
from releases.tests.making import make_user

LISTS = "<li><p>a plan</p><ul><li><p>for schools</p></li></ul></li><li><p>a budget</p></li>"

SOURCES = (
    "WORD", "WORD_FOR_MAC", "WORD_FOR_THE_WEB", "WORD_IN_RUSSIAN", "OUTLOOK", "OUTLOOK_ON_THE_WEB", "GOOGLE_DOCS", "GOOGLE_DOCS_PAGE", "LIBREOFFICE", "PAGES",
)  # fmt: skip


def in_one_line(html: str) -> str:
    return "".join(html.split("\n"))


def test_text_of_word_keeps_headings_lists_notes_and_tables():
    assert in_one_line(pasted(clipboards.WORD, language="en").html) == in_one_line(clipboards.UNDERSTOOD)


def test_editor_is_told_what_did_not_come_along():
    assert pasted(clipboards.WORD).notes == [
        "1 hidden passage was left out.",
        "1 deleted passage was left out.",
        "1 comment was left out.",
        "1 picture did not come along; add it under Files.",
        "Missing: “clip_image002.jpg”.",
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (clipboards.OUTLOOK, "<p>Dear all,</p><ul><li>the text</li><li>the photo</li></ul>"),
        (
            clipboards.WORD_FOR_THE_WEB,
            f'<h2>Conclusions</h2><p><strong>Adopted</strong>:</p><ol start="3">{LISTS}</ol><p>Yesterday.</p>'
            "<table><tbody><tr><th><p>State</p></th></tr><tr><td><p>Albania</p></td></tr></tbody></table>",
        ),
        (
            clipboards.GOOGLE_DOCS,
            f"<h2>Conclusions</h2><p>The Council <strong>met</strong> in <em>Vienna</em>.</p><ul>{LISTS}</ul>",
        ),
        (clipboards.OUTLOOK_ON_THE_WEB, f'<p>The Council <strong>met</strong>.</p><ol start="3">{LISTS}</ol>'),
        (
            clipboards.WORD_FOR_MAC,
            '<h2>Conclusions</h2><p>It <s>met</s> adopted:</p><ol start="3"><li>a plan<ol><li>for schools</li></ol></li><li>a budget</li></ol>',
        ),
        (
            clipboards.WORD_IN_RUSSIAN,
            "<h2>Выводы</h2><h3>Деньги</h3><p>Совет выделил 10&nbsp;000 евро на «кооперацию» и „помощь“.</p>",
        ),
        (
            clipboards.GOOGLE_DOCS_PAGE,
            '<h2>Conclusions</h2><p>The Council <strong>met</strong>.<sup><a href="#t-ftnt1" id="t-ftnt_ref1">[1]</a></sup></p>'
            '<hr><p><a href="#t-ftnt_ref1" id="t-ftnt1">[1]</a> All of it.</p>',
        ),
        (clipboards.PAGES, "<p>The Council <strong>met</strong>.</p><ul><li>a plan</li><li>a budget</li></ul>"),
    ],
    ids=[
        "Outlook",
        "Word for the web",
        "Google Docs",
        "Outlook on the web",
        "Word for Mac",
        "Word in Russian",
        "a page of Google Docs",
        "Pages",
    ],
)
def test_other_programs_lose_nothing_either(html, expected):
    found = in_one_line(pasted(html, language="en").html).replace(' dir="ltr"', "")

    assert found == expected


def test_notes_of_libreoffice_lead_down_and_back():
    html = in_one_line(pasted(clipboards.LIBREOFFICE, language="en").html)

    assert f'<ol start="3">{LISTS}</ol>' in html
    assert '<a href="#t-sdfootnote1sym" id="t-sdfootnote1anc"><sup>1</sup></a>' in html
    assert '<a href="#t-sdfootnote1anc" id="t-sdfootnote1sym">1</a> All of it.' in html


@pytest.mark.parametrize("name", SOURCES)
def test_what_came_out_goes_in_again_unchanged(name):
    once = pasted(getattr(clipboards, name), language="en").html

    assert pasted(once, language="en").html == once
    assert pasted(once, language="en").notes == [
        f"Struck out, please check: “{name}”." for name in ("met",) if "<s>" in once
    ]


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_hidden_deleted_or_remarked_comes_along(name):
    html = pasted(getattr(clipboards, name), language="en").html

    assert not re.search("before nine|раньше девяти|Last week|Is that so", html)


def test_remarks_and_pages_of_libreoffice_are_left_out_and_told():
    page = clipboards.LIBREOFFICE.replace(
        "<p>The Council", '<div title="header"><p>EMBARGOED</p></div><p>The<!-- Really so? --> Council'
    )

    found = pasted(page, language="en")

    assert found == pasted(clipboards.LIBREOFFICE, language="en").__class__(
        pasted(clipboards.LIBREOFFICE, language="en").html,
        ["1 comment was left out.", "At the top or foot of each page: “EMBARGOED”."],
    )


def test_remarks_of_google_docs_are_counted():
    assert pasted(clipboards.GOOGLE_DOCS_PAGE).notes == ["1 comment was left out."]


def test_picture_is_named_by_its_words_before_its_file():
    assert pasted(clipboards.OUTLOOK_ON_THE_WEB).notes[1] == "Missing: “The red office”."


def test_text_copied_from_a_dark_screen_is_no_hidden_text():
    html = '<p style="color: rgb(255, 255, 255)">The Council met in Vienna.</p><p>Really.</p>'

    assert pasted(html).html.startswith("<p>The Council met in Vienna.</p>")
    assert (
        pasted(html.replace("Really.", "The Council met in Vienna, and more was said.")).html
        == "<p>The Council met in Vienna, and more was said.</p>"
    )


def test_white_words_on_a_ground_are_seen():
    html = '<table><tr><td style="background:#003366"><span style="color:white">State</span></td></tr></table><p>Text of the table</p>'

    assert "State" in pasted(html).html


def test_words_that_a_viewer_lays_over_its_page_are_taken_from_the_plain_text():
    found = pasted(clipboards.PDF_IN_A_BROWSER, clipboards.PDF_VIEWER)

    assert found == pasted("", clipboards.PDF_VIEWER)
    assert found.html


def test_paragraphs_of_a_pdf_end_where_a_line_stops_short():
    long = "Observers were given much help in the weeks since the elections,"
    text = f"{long}\n{long}\nand went home.\n{long}\n{long}"

    assert pasted("", text).html == f"<p>{long} {long} and went home.</p>\n<p>{long} {long}</p>"


def test_lines_of_a_pdf_are_one_paragraph_with_whole_words():
    lines = clipboards.PDF_VIEWER.split("\n")

    assert pasted("", clipboards.PDF_VIEWER).html == f"<p>{lines[0].removesuffix('-')}{lines[1]} {lines[2]}</p>"


def test_mark_whose_note_stayed_behind_is_a_plain_mark():
    html = clipboards.WORD.partition("<!--EndFragment-->")[0]

    assert "<sup>1</sup>" in pasted(html).html
    assert "#t-_ftn1" not in pasted(html).html


def test_words_that_were_struck_out_are_asked_about():
    found = pasted('<p class=MsoNormal>On <span style="text-decoration:line-through">Monday</span> Tuesday</p>')

    assert found.html == "<p>On <s>Monday</s> Tuesday</p>"
    assert found.notes == ["Struck out, please check: “Monday”."]


def test_text_beyond_the_limit_is_cut_after_a_paragraph_and_that_is_said():
    many = pasting.LONGEST // 5000 + 10

    found = pasted("".join(f"<p>Number {number}: {'word ' * 999}word</p>" for number in range(many)))

    assert len(found.html) <= pasting.LONGEST
    assert found.html.endswith("word</p>")
    assert found.notes[0].startswith("The text was too long and ends after “word word")


@pytest.mark.parametrize("block", ["<p>{}</p>", "<table><tr><td>{}</td></tr></table>", "{}"])
def test_one_block_beyond_the_limit_is_taken_up_to_it(block):
    found = pasted(f"<p>Before</p>{block.format('word ' * 1_000_000)}<p>After</p>")

    assert pasting.LONGEST - 100 < len(found.html) <= pasting.LONGEST
    assert "After" not in found.html
    assert found.notes[0].startswith("The text was too long and ends after “word word")


def test_large_picture_within_the_html_does_not_crowd_out_the_words():
    picture = f'<img src="data:image/png;base64,{"A" * 12_000_000}">'

    assert pasted(f"<p>Before {picture} after</p>").html == "<p>Before after</p>"


def test_saved_word_document_is_imported_with_its_lists():
    cleaned, _cleaning = texts.rich(clipboards.OUTLOOK, "en")

    assert "<ul><li>the text</li><li>the photo</li></ul>" in in_one_line(cleaned)


@pytest.mark.parametrize(
    "html",
    [
        "<p style='mso-list:l0 level1 lfo1'></p>",
        "<p style='mso-list:l0 level9 lfo1'>deep</p><p style='mso-list:l0 level1 lfo1'>up</p>",
        "<ul class=ListContainerWrapper><li data-aria-level=x>a</li></ul>",
        "<table class=MsoTableGrid><tr><td><b>only</b></td></tr></table>",
        "<a href='#_ftn1' style='mso-footnote-id:ftn1'></a>",
        "<p role=heading aria-level=0 class=MsoNormal>zero</p>",
        "<ul class=MsoX><ul><li>x</li></ul></ul>",
    ],
)
def test_odd_markup_raises_nothing_and_is_settled(html):
    once = pasted(html).html

    assert pasted(once).html == once


# The address


def send(client: Client, html: str, **more: object):
    given = SimpleUploadedFile("html", html.encode(), "text/html")
    return client.post(reverse("admin:releases_edition_pasting"), {"html": given, **more})


@pytest.mark.django_db
def test_editor_sends_what_is_on_the_clipboard_and_gets_a_text(admin_client):
    answer = send(admin_client, clipboards.OUTLOOK, language="en")

    assert "<ul><li>the text</li>" in answer.json()["html"]
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.django_db
def test_nobody_else_is_answered(client):
    reader = make_user(roles=[])
    assert send(client, "<p>Text</p>").status_code == 302

    client.force_login(reader)
    assert send(client, "<p>Text</p>").status_code == 403


@pytest.mark.django_db
def test_address_only_takes_what_is_sent(admin_client):
    assert admin_client.get(reverse("admin:releases_edition_pasting")).status_code == 405

"""What is pasted keeps its structure and loses what nobody was meant to read, whichever program it comes from."""

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
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (clipboards.OUTLOOK, "<p>Dear all,</p><ul><li>the text</li><li>the photo</li></ul>"),
        (
            clipboards.WORD_FOR_THE_WEB,
            f'<h2>Conclusions</h2><p><strong>Adopted</strong>:</p><ol start="3">{LISTS}</ol>',
        ),
        (
            clipboards.GOOGLE_DOCS,
            f"<h2>Conclusions</h2><p>The Council <strong>met</strong> in <em>Vienna</em>.</p><ul>{LISTS}</ul>",
        ),
        (clipboards.PAGES, "<p>The Council met.</p><ul><li>a plan</li><li>a budget</li></ul>"),
    ],
    ids=["Outlook", "Word for the web", "Google Docs", "Pages"],
)
def test_other_programs_lose_nothing_either(html, expected):
    found = in_one_line(pasted(html, language="en").html).replace(' dir="ltr"', "")

    assert found == expected


def test_notes_of_libreoffice_lead_down_and_back():
    html = in_one_line(pasted(clipboards.LIBREOFFICE, language="en").html)

    assert f'<ol start="3">{LISTS}</ol>' in html
    assert '<a href="#t-sdfootnote1sym" id="t-sdfootnote1anc"><sup>1</sup></a>' in html
    assert '<a href="#t-sdfootnote1anc" id="t-sdfootnote1sym">1</a>All of it.' in html


@pytest.mark.parametrize("name", ["WORD", "OUTLOOK", "WORD_FOR_THE_WEB", "GOOGLE_DOCS", "LIBREOFFICE", "PAGES"])
def test_what_came_out_goes_in_again_unchanged(name):
    once = pasted(getattr(clipboards, name), language="en").html

    assert pasted(once, language="en").html == once
    assert pasted(once, language="en").notes == []


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

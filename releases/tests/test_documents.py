"""A document of Word or LibreOffice becomes a draft: each part is understood as what it is, and what was hidden stays hidden."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.oxml import OxmlElement

from releases.importing.documents.source import LARGEST, DocumentRefused
from releases.importing.documents.understood import understand
from releases.models import Edition, Release
from releases.tests.documents import docx, odt, saved
from releases.tests.making import make_user

CONTACT = {"name": "Ann Example", "role": "Spokesperson", "email": "ann@example.org", "phone": "+355 4 223 5993"}
FILES = {"release.docx": docx, "release.odt": odt}


@pytest.fixture(params=FILES)
def understood(request):
    return understand(FILES[request.param](), request.param, "en")


def test_parts_are_understood_as_what_they_are(understood):
    assert understood.headline == "Mission opens an office"
    assert understood.lead == "The office opened its doors to the public."
    assert (understood.places, understood.date) == (["TIRANA"], "2019-05-03")
    assert understood.contacts == [CONTACT]


def test_text_keeps_its_structure_and_not_what_became_something_else(understood):
    body = understood.body.replace("\n", "")

    assert body.startswith("<p>TIRANA, 3 May 2019 – The mission opened an office.")
    assert "<h2>What it does</h2>" in body
    assert "<table>" in body
    assert not any(words in body for words in ("Mission opens", "its doors", "Ann Example", "Media contacts"))


@pytest.mark.parametrize("words", ["two million", "twelve", "Really", "Nobody", "EMBARGOED"])
def test_nothing_hidden_deleted_or_remarked_is_in_any_part(understood, words):
    assert not any(words in str(part) for part in (understood.body, understood.headline, understood.lead))


def test_editor_is_told_what_was_left_out_of_a_word_document():
    assert understand(docx(), "release.docx", "en").notes == [
        "Hidden passages left out: 1.",
        "Deleted passages of tracked changes left out: 1.",
        "At the top or foot of each page: “EMBARGOED until 9:00 on Monday”.",
        "The document speaks of an embargo. The hour is set when the text is scheduled, and nothing is set by this.",
    ]


def test_editor_is_told_what_was_left_out_of_a_libreoffice_document():
    assert understand(odt(), "release.odt", "en").notes == [
        "Hidden passages left out: 2.",
        "Deleted passages of tracked changes left out: 1.",
        "Comments left out: 1.",
        "At the top or foot of each page: “EMBARGOED until 9:00 on Monday”.",
        "The document speaks of an embargo. The hour is set when the text is scheduled, and nothing is set by this.",
    ]


def test_lists_and_notes_of_libreoffice():
    body = understand(odt(), "release.odt", "en").body.replace("\n", "")

    assert '<ol start="3"><li><p>advice</p><ul><li><p>for schools</p></li></ul></li></ol>' in body
    assert '<sup><a id="t-mark1" href="#t-note1">1</a></sup>' in body
    assert '<a id="t-note1" href="#t-mark1">1</a> In the centre.' in body


def test_lists_and_emphasis_of_word():
    body = understand(docx(), "release.docx", "en").body.replace("\n", "")

    assert "<ul><li>advice</li><li>training</li></ul><ol><li>First</li></ol>" in body
    assert "It has <em>ten</em> rooms." in body


def test_words_hidden_by_a_style_are_left_out():
    def hide(document):
        style = document.styles.add_style("Internal", 2)  # of characters
        style.font.hidden = True
        document.paragraphs[2].add_run("until nine", style="Internal")

    found = understand(docx(hide), "release.docx", "en")

    assert "until nine" not in found.body
    assert found.notes[0] == "Hidden passages left out: 1."  # they stand beside other hidden words


def test_what_a_style_hides_is_shown_where_the_words_say_otherwise():
    def show(document):
        style = document.styles.add_style("Internal", 2)
        style.font.hidden = True
        document.paragraphs[2].add_run("seen by all", style="Internal").font.hidden = False

    assert "seen by all" in understand(docx(show), "release.docx", "en").body


@pytest.mark.parametrize("wrapper", ["fldSimple", "bdo", "dir"])
def test_words_in_a_field_or_with_a_direction_of_their_own_are_kept(wrapper):
    def wrap(document):
        around = OxmlElement(f"w:{wrapper}")
        around.append(document.paragraphs[2].add_run("on Tuesday")._r)
        document.paragraphs[2]._p.append(around)

    assert "on Tuesday" in understand(docx(wrap), "release.docx", "en").body


def test_plain_letter_has_its_first_line_for_a_headline_and_no_contacts_made_up():
    from docx import Document

    document = Document()
    for words in ("Council meets", "It met on Tuesday.", "Contacts between States were discussed."):
        document.add_paragraph(words)

    found = understand(saved(document), "letter.docx", "en")

    assert (found.headline, found.lead, found.contacts, found.places) == ("Council meets", "", [], [])
    assert found.body.replace("\n", "") == "<p>It met on Tuesday.</p><p>Contacts between States were discussed.</p>"


# What cannot be taken


def zipped(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


REFUSED = {
    "a renamed archive": ("a.docx", zipped(readme="Nothing"), "is not a document"),
    "no archive": ("a.docx", b"Just words", "is not a document"),
    "an encrypted file": ("a.docx", b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "encrypted"),
    "macros": ("a.docx", zipped(**{"word__document.xml": "<a/>", "word__vbaProject.bin": "x"}), "macros"),
    "too large a file": ("a.docx", b"PK\x03\x04" + b"\x00" * (LARGEST + 1), "larger than 20 MB"),
    "too large a part": ("a.docx", zipped(**{"word__document.xml": " " * 31_000_000}), "is not a document"),
    "damaged XML": ("a.odt", zipped(**{"content.xml": "<a>"}), "is not a document"),
    "another kind": ("a.pdf", b"%PDF-1.7", "Give a .docx or .odt file."),
    "an entity": ("a.odt", zipped(**{"content.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'}), "is not a document"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_document_is_refused_in_a_sentence(what):
    name, content, reason = REFUSED[what]

    with pytest.raises(DocumentRefused, match=reason):
        understand(content, name, "en")


# The page


def send(client, content: bytes, name: str = "release.docx", language: str = "en"):
    given = SimpleUploadedFile(name, content)
    return client.post(reverse("admin:releases_edition_document"), {"document": given, "language": language})


@pytest.mark.django_db
def test_document_becomes_a_draft_with_contacts_and_pictures(admin_client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)

    page = send(admin_client, docx()).content.decode()

    edition = Edition.objects.get()
    assert (edition.state, edition.headline, edition.places) == ("draft", "Mission opens an office", ["TIRANA"])
    assert edition.contacts.get().email == "ann@example.org"
    assert edition.files.get().name == "picture-1.png"
    assert edition.saved_texts.count() == 1
    assert "At the top or foot of each page: “EMBARGOED until 9:00 on Monday”." in page
    assert reverse("admin:releases_edition_change", args=[edition.pk]) in page


@pytest.mark.django_db
def test_nothing_is_kept_of_a_file_that_is_refused(admin_client):
    page = send(admin_client, b"Just words").content.decode()

    assert "is not a document that can be read" in page
    assert not Release.objects.exists()


@pytest.mark.django_db
def test_only_writers_may_start_from_a_document(client):
    client.force_login(make_user(roles=[]))

    assert send(client, docx()).status_code == 403
    assert not Release.objects.exists()

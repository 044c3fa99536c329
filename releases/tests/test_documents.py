"""A document of Word or LibreOffice becomes a draft: each part is understood as what it is, and what was hidden stays hidden."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor

from releases.files import kinds
from releases.importing.documents import notes
from releases.importing.documents.source import LARGEST, LARGEST_TOGETHER, DocumentRefused
from releases.importing.documents.understood import understand
from releases.models import Edition, Release
from releases.tests.documents import docx, odt, odt_of, saved
from releases.tests.making import make_user
from taxonomy.figures import place

CONTACT = {"name": "Ann Example", "role": "Spokesperson", "email": "ann@example.org", "phone": "+355 4 223 5993"}
FILES: dict[str, Callable[[], bytes]] = {"release.docx": docx, "release.odt": odt}


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


def words_of_word(change) -> str:
    """The text of a document of Word that has a headline and what is added."""
    document = Document()
    document.add_paragraph("Mission opens an office", style="Title")
    change(document)
    return understand(saved(document), "release.docx", "en").body.replace("\n", "")


def test_words_of_word_in_white_are_left_out_unless_they_stand_on_a_ground():
    def whiten(document):
        paragraph = document.add_paragraph("Seen. ")
        paragraph.add_run("Secret. ").font.color.rgb = RGBColor(255, 255, 255)
        on_blue = paragraph.add_run("On blue.")
        on_blue.font.color.rgb = RGBColor(255, 255, 255)
        on_blue._r.rPr.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="003366"/>'))

    assert words_of_word(whiten) == "<p>Seen. On blue.</p>"


def test_lists_of_word_begin_where_they_began_and_go_on_where_they_went_on():
    def number(document):
        numbering = document.part.numbering_part.element
        numbering.insert(
            0,
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/></w:lvl>'
                '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
            ),
        )
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        for name, more in (("90", ""), ("91", again)):
            numbering.append(
                parse_xml(f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="90"/>{more}</w:num>')
            )
        for words, name, level in (
            ("a plan", "90", 0),
            ("for schools", "90", 1),
            ("a budget", "90", 0),
            ("", "", 0),
            ("a report", "90", 0),
            ("anew", "91", 0),
        ):
            properties = document.add_paragraph(words or "It added:")._p.get_or_add_pPr()
            if name:
                properties.append(
                    parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>')
                )

    assert words_of_word(number) == (
        '<ol start="3"><li>a plan<ul><li>for schools</li></ul></li><li>a budget</li></ol><p>It added:</p>'
        '<ol start="5"><li>a report</li></ol><ol><li>anew</li></ol>'
    )


def test_headings_of_word_are_told_by_their_level_whatever_their_style_is_called():
    def head(document):
        style = document.styles.add_style("Заголовок раздела", WD_STYLE_TYPE.PARAGRAPH)
        style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
        below = document.styles.add_style("Abschnitt", WD_STYLE_TYPE.PARAGRAPH)
        below.base_style = document.styles["Heading 2"]
        document.add_paragraph("One", style="Заголовок раздела")
        document.add_paragraph("Two", style="Abschnitt")

    assert words_of_word(head) == "<h2>One</h2><h3>Two</h3>"


def test_notes_of_word_lead_down_and_back():
    html = '<p>Text<sup><a href="#footnote-2" id="footnote-ref-2">[1]</a></sup></p><ol><li id="footnote-2"><p> Note <a href="#footnote-ref-2">↑</a></p></li></ol>'

    assert notes.in_our_form(html) == (
        '<p>Text<sup><a id="mark1" href="#note1">1</a></sup></p><hr><p><a id="note1" href="#mark1">1</a> Note</p>'
    )


HIDDEN_IN_OPEN_DOCUMENTS = {
    "a section": '<text:section text:display="none"><text:p>Secret</text:p><text:h>Secret</text:h></text:section>',
    "a section under a condition": '<text:section text:display="condition"><text:p>Secret</text:p></text:section>',
    "a paragraph by its field": '<text:p>Secret<text:hidden-paragraph text:is-hidden="true"/> secret</text:p>',
    "a field": '<text:p><text:hidden-text text:is-hidden="true" text:string-value="Secret">Secret</text:hidden-text></text:p>',
    "a heading": '<text:h text:style-name="P2">Secret</text:h>',
    "a note": '<text:p text:style-name="P2">x<text:note><text:note-body><text:p>Secret</text:p></text:note-body></text:note></text:p>',
    "white": '<text:p><text:span text:style-name="White">Secret</text:span></text:p>',
    "white paragraph": '<text:p text:style-name="WhiteParagraph">Secret<text:line-break/>secret</text:p>',
    "tiny": '<text:p><text:span text:style-name="Tiny">Secret</text:span></text:p>',
}  # fmt: skip
MORE_STYLES = (
    '<style:style style:name="White" style:family="text"><style:text-properties fo:color="#FFFFFF"/></style:style>'
    '<style:style style:name="WhiteParagraph" style:family="paragraph"><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="Dark" style:family="paragraph"><style:paragraph-properties fo:background-color="#003366"/></style:style>'
    '<style:style style:name="Tiny" style:family="text"><style:text-properties fo:font-size="1pt"/></style:style>'
    '<style:style style:name="Bold" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="Head" style:family="paragraph" style:parent-style-name="Table_20_Heading"/>'
    '<text:list-style style:name="From3"><text:list-level-style-number text:level="1" text:start-value="3"/></text:list-style>'
)  # fmt: skip


def words_of_libreoffice(paragraphs: str) -> str:
    return understand(odt_of(paragraphs, MORE_STYLES), "a.odt", "en").body.replace("\n", "")


@pytest.mark.parametrize("way", HIDDEN_IN_OPEN_DOCUMENTS)
def test_what_an_open_document_hides_is_left_out_and_counted(way):
    found = understand(odt_of(f"<text:p>Seen.</text:p>{HIDDEN_IN_OPEN_DOCUMENTS[way]}", MORE_STYLES), "a.odt", "en")

    assert (found.body, found.lead) == ("<p>Seen.</p>", "")
    assert found.notes[0] == "Hidden passages left out: 1."


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ('<text:section text:display="condition" text:is-hidden="false"><text:p>Seen</text:p></text:section>', "<p>Seen</p>"),
        ('<text:p text:style-name="Dark">A <text:span text:style-name="White">seen</text:span></text:p>', "<p>A seen</p>"),
        ('<text:p>1</text:p><text:p>2</text:p><text:p text:style-name="Bold">3</text:p>', "<p>1</p><p>2</p><p><strong>3</strong></p>"),
        ('<text:p>Text<draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>', "<p>Text</p><p>In a box</p>"),
        (
            '<text:list text:style-name="From3" xml:id="one"><text:list-item><text:p>a</text:p></text:list-item></text:list><text:p>and</text:p>'
            '<text:list text:style-name="From3" text:continue-list="one"><text:list-item><text:p>b</text:p></text:list-item>'
            '<text:list-item text:start-value="9"><text:p>c</text:p></text:list-item></text:list>',
            '<ol start="3"><li><p>a</p></li></ol><p>and</p><ol start="4"><li><p>b</p></li></ol><ol start="9"><li><p>c</p></li></ol>',
        ),
        (
            "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>State</text:p></table:table-cell></table:table-row>"
            '</table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Both</text:p></table:table-cell>'
            "<table:covered-table-cell/></table:table-row></table:table>",
            '<table><tbody><tr><th><p>State</p></th></tr><tr><td colspan="2"><p>Both</p></td></tr></tbody></table>',
        ),
        (
            '<table:table><table:table-row><table:table-cell><text:p text:style-name="Head">State</text:p></table:table-cell></table:table-row></table:table>',
            "<table><tbody><tr><th><p>State</p></th></tr></tbody></table>",
        ),
    ],
)  # fmt: skip
def test_structure_of_an_open_document_is_kept(paragraphs, expected):
    assert words_of_libreoffice(paragraphs) == expected


def test_plain_letter_has_its_first_line_for_a_headline_and_no_contacts_made_up():
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
    "macros of LibreOffice": ("a.odt", zipped(**{"content.xml": "<a/>", "Basic__Standard__Module1.xml": "x"}), "macros"),
    "an encrypted text of LibreOffice": ("a.odt", zipped(**{"content.xml": "x", "META-INF__manifest.xml": "<m><m:encryption-data/></m>"}), "encrypted"),
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


@pytest.mark.parametrize(
    "paragraphs",
    [
        '<text:h text:outline-level="high">What it does</text:h>',
        f"<text:p>{'<text:span>' * 240}words{'</text:span>' * 240}</text:p>",
        f'<table:table><table:table-row><table:table-cell table:number-columns-spanned="{"9" * 5000}"/></table:table-row></table:table>',
    ],
)
def test_document_that_no_program_wrote_is_refused_in_a_sentence(paragraphs):
    with pytest.raises(DocumentRefused, match="is not a document"):
        understand(odt_of(paragraphs), "a.odt", "en")


def tables_within_each_other(number: int, cell: str = "<table:table-cell>") -> str:
    before, after = f"<table:table><table:table-row>{cell}", "</table:table-cell></table:table-row></table:table>"
    return f"{before * number}<text:p>words</text:p>{after * number}"


def test_table_within_a_table_is_there_once():
    assert understand(odt_of(tables_within_each_other(20)), "a.odt", "en").body.count("words") == 1


def test_repeated_cells_make_no_endless_text():
    cell = '<table:table-cell table:number-columns-repeated="50">'

    assert understand(odt_of(tables_within_each_other(1, cell)), "a.odt", "en").body.count("words") == 50
    assert understand(odt_of(tables_within_each_other(5, cell)), "a.odt", "en").body.count("words") <= 50
    assert understand(odt_of(tables_within_each_other(1, cell) * 500), "a.odt", "en").body.count("words") <= 2500


def test_document_that_unpacks_to_too_much_is_refused_before_memory_is_full():
    """Five parts, none of which is too large by itself."""
    assert LARGEST_TOGETHER == 100 * 1024 * 1024
    parts = {f"word__media__{number}": "\0" * 25_000_000 for number in range(5)}

    with pytest.raises(DocumentRefused, match="is not a document"):
        understand(zipped(**parts, **{"word__document.xml": "<a/>"}), "a.docx", "en")


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
    assert place(edition.files.get().key) in edition.body, "where it stood in the document"
    assert edition.saved_texts.count() == 1
    assert "At the top or foot of each page: “EMBARGOED until 9:00 on Monday”." in page
    assert reverse("admin:releases_edition_change", args=[edition.pk]) in page


@pytest.mark.django_db
def test_draft_is_in_the_language_of_its_words_unless_another_is_chosen(admin_client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    german = odt_of("<text:p>Der Rat trat am Montag in Wien zusammen und hörte den Bericht der Mission.</text:p>")

    send(admin_client, german, "a.odt", language="")
    send(admin_client, german, "a.odt", language="fr")

    assert [*Edition.objects.order_by("pk").values_list("language", flat=True)] == ["de", "fr"]


@pytest.mark.django_db
def test_nothing_is_kept_of_a_file_that_is_refused(admin_client):
    page = send(admin_client, b"Just words").content.decode()

    assert "is not a document that can be read" in page
    assert not Release.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["a renamed archive", "an encrypted file", "macros"])
def test_page_says_in_a_sentence_why_and_keeps_nothing(admin_client, what):
    name, content, reason = REFUSED[what]

    page = send(admin_client, content, name)

    assert reason in page.content.decode()
    assert page.status_code == 200
    assert not Release.objects.exists()


@pytest.mark.django_db
def test_file_larger_than_any_upload_may_be_is_refused_by_the_page(admin_client):
    """Whatever the size: what comes after the limit is not even read into memory."""
    page = send(admin_client, b"PK\x03\x04" + b"\x00" * (kinds.LARGEST + 1_000_000))

    assert "The file is larger than 20 MB." in page.content.decode()
    assert not Release.objects.exists()


@pytest.mark.django_db
def test_only_writers_may_start_from_a_document(client):
    client.force_login(make_user(roles=[]))

    assert send(client, docx()).status_code == 403
    assert not Release.objects.exists()

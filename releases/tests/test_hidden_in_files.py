"""A file tells everything that it hides before it goes out, and a clean copy hides it no longer."""

import io
import zipfile
import zlib
from typing import Any

import docx
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from releases.files import accept, inside_pdf, pdf
from releases.files.cleaning import CannotClean, cleaned
from releases.files.kinds import KINDS
from releases.tests.files import archive, word

WORD = KINDS["application/vnd.openxmlformats-officedocument.wordprocessingml.document"]
TEXT = KINDS["application/vnd.oasis.opendocument.text"]
PDF = KINDS["application/pdf"]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def remarks(content: bytes, name: str) -> list[str]:
    return accept(io.BytesIO(content), name).remarks


def body(inside: str, **parts: str) -> bytes:
    core = '<cp:coreProperties xmlns:cp="urn:cp"/>'
    document = f"<w:document {W}><w:body>{inside}</w:body></w:document>"
    return word(**{"word/document.xml": document, "docProps/core.xml": core} | parts)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def sheet(**parts: str) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"} | parts)


def slides(**parts: str) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"} | parts)


def open_document(content: str, kind: str = "text", **parts: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:{name}"'
        for name in ("office", "text", "table", "style", "presentation", "draw", "meta", "dc", "fo")
    )
    xml = f"<office:document-content {spaces}>{content}</office:document-content>"
    return archive({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": xml} | parts)


def hiding(said: str = 'text:display="none"', family: str = "paragraph") -> str:
    return f'<style:style style:name="T1" style:family="{family}"><style:text-properties {said}/></style:style>'


def styled(said: str = 'text:display="none"') -> str:
    return hiding(said) + '<text:p text:style-name="T1">secret</text:p>'


# Office files


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (run("secret", "<w:vanish/>"), ["hidden-text"]),
        (run("shown", '<w:vanish w:val="0"/>'), []),
        ("<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr></w:p>", []),
        ("<w:moveTo/>", ["tracked"]),
    ],
)
def test_hidden_text_of_a_word_file_is_told(inside, expected):
    assert remarks(body(inside), "a.docx") == expected


WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:fill="003366"/>'
BLUE, MARKED = '<w:color w:val="003366"/>', '<w:highlight w:val="blue"/>'
TINY, SMALL = '<w:sz w:val="2"/>', '<w:sz w:val="22"/>'


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f"<w:p>{run('secret', WHITE)}</w:p>", ["hidden-text"]),
        (f"<w:p>{run('secret', TINY)}</w:p>", ["hidden-text"]),
        (f"<w:p>{run('shown', SMALL)}</w:p>", []),
        (f"<w:p>{run('shown', BLUE)}</w:p>", []),
        (f"<w:p>{run('shown', WHITE + DARK)}</w:p>", []),
        (f"<w:p>{run('shown', WHITE + MARKED)}</w:p>", []),
        (f"<w:p><w:pPr>{DARK}</w:pPr>{run('shown', WHITE)}</w:p>", []),
        (f"<w:tbl><w:tc><w:tcPr>{DARK}</w:tcPr><w:p>{run('shown', WHITE)}</w:p></w:tc></w:tbl>", []),
        (f"<w:tbl><w:tc><w:tcPr>{DARK}</w:tcPr></w:tc><w:tc><w:p>{run('secret', WHITE)}</w:p></w:tc></w:tbl>", ["hidden-text"]),
        (f"<w:tbl><w:tblPr><w:tblStyle w:val='GridTable5'/></w:tblPr><w:tc><w:p>{run('shown', WHITE)}</w:p></w:tc></w:tbl>", []),
        (f"<w:p>{run('', WHITE)}{run('shown')}</w:p>", []),
        (f"<w:p><w:r><w:rPr><w:rPrChange><w:rPr>{WHITE}</w:rPr></w:rPrChange></w:rPr><w:t>shown</w:t></w:r></w:p>", []),
    ],
)  # fmt: skip
def test_text_of_a_word_file_in_white_or_too_small_is_told(inside, expected):
    assert remarks(body(inside), "a.docx") == expected


def test_style_has_what_the_one_above_it_hides_and_what_is_nearer_decides():
    secret = f'<w:style w:styleId="Secret"><w:rPr>{WHITE}</w:rPr></w:style>'
    below = '<w:style w:styleId="Below"><w:basedOn w:val="Secret"/></w:style>'
    styles = f"<w:styles {W}>{secret}{below}</w:styles>"

    def told(more: str) -> list[str]:
        words = run("x", '<w:rStyle w:val="Below"/>' + more)
        document = f"<w:document {W}><w:body><w:p>{words}</w:p></w:body></w:document>"
        return remarks(word(**{"word/styles.xml": styles, "word/document.xml": document}), "a.docx")

    assert told("") == ["hidden-text"]
    assert told('<w:color w:val="000000"/>') == []


def test_text_that_a_style_hides_is_told():
    styles = f'<w:styles {W}><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    document = f'<w:document {W}><w:body><w:p><w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>x</w:t></w:r></w:p></w:body></w:document>'

    assert remarks(word(**{"word/styles.xml": styles}), "a.docx") == []
    assert remarks(word(**{"word/styles.xml": styles, "word/document.xml": document}), "a.docx") == ["hidden-text"]


def test_header_and_footnotes_are_read_as_well():
    for part in ("header1", "footer2", "footnotes", "endnotes"):
        assert remarks(word(**{f"word/{part}.xml": run("secret", "<w:vanish/>")}), "a.docx") == ["hidden-text"]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"xl/worksheets/sheet1.xml": '<row hidden="1"/>'}, ["hidden-cells"]),
        ({"xl/worksheets/sheet1.xml": '<cols><col hidden="true"/></cols>'}, ["hidden-cells"]),
        ({"xl/worksheets/sheet1.xml": '<row hidden="0"/>'}, []),
        ({"xl/embeddings/a.bin": "x"}, ["attached"]),
        ({"docProps/app.xml": "<Properties><Company>Unit 7</Company></Properties>"}, ["author"]),
        ({"docProps/custom.xml": '<Properties><property name="File"/></Properties>'}, ["properties"]),
    ],
)
def test_what_a_sheet_hides_is_told(parts, expected):
    assert remarks(sheet(**parts), "a.xlsx") == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"ppt/notesSlides/notesSlide1.xml": "<p:notes><a:p><a:r><a:t>Do not say this.</a:t></a:r></a:p></p:notes>"},
            ["notes"],
        ),
        ({"ppt/notesSlides/notesSlide1.xml": '<p:notes><a:fld type="slidenum"><a:t>3</a:t></a:fld></p:notes>'}, []),
        ({"ppt/slides/slide1.xml": '<p:sld show="0"/>'}, ["hidden"]),
    ],
)
def test_what_slides_hide_is_told(parts, expected):
    assert remarks(slides(**parts), "a.pptx") == expected


@pytest.mark.parametrize(
    ("kind", "inside", "expected"),
    [
        ("text", styled(), ["hidden-text"]),
        ("text", hiding(), []),
        ("text", styled('fo:color="#ffffff"'), ["hidden-text"]),
        ("text", styled('fo:color="#FFFFFF" fo:background-color="#003366"'), []),
        ("text", styled('fo:font-size="1pt"'), ["hidden-text"]),
        ("text", styled('fo:font-size="10pt"'), []),
        ("text", '<text:section text:display="none"/>', ["hidden-text"]),
        ("text", "<text:hidden-text/>", ["hidden-text"]),
        ("spreadsheet", '<table:table-row table:visibility="collapse"/>', ["hidden-cells"]),
        ("spreadsheet", '<table:table-column table:visibility="filter"/>', ["hidden-cells"]),
        ("spreadsheet", '<style:table-properties table:display="false"/>', ["hidden"]),
        ("presentation", '<style:drawing-page-properties presentation:visibility="hidden"/>', ["hidden"]),
        ("presentation", "<presentation:notes><text:p>Do not say this.</text:p></presentation:notes>", ["notes"]),
        (
            "presentation",
            "<presentation:notes><text:p><text:page-number>3</text:page-number></text:p></presentation:notes>",
            [],
        ),
    ],
)
def test_what_an_open_document_hides_is_told(kind, inside, expected):
    name = {"text": "a.odt", "spreadsheet": "a.ods", "presentation": "a.odp"}[kind]

    assert remarks(open_document(inside, kind), name) == expected


def at_the_top(said: str) -> str:
    """What stands at the top of the pages, and its style, in the part of styles."""
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "text", "style", "fo"))
    top = '<style:header><text:p text:style-name="T1">secret</text:p></style:header>'
    return (
        f"<office:document-styles {spaces}><office:automatic-styles>{hiding(said)}</office:automatic-styles>"
        f"<office:master-styles><style:master-page>{top}</style:master-page></office:master-styles></office:document-styles>"
    )


@pytest.mark.parametrize("said", ['text:display="none"', 'fo:color="#ffffff"'])
def test_hidden_words_at_the_top_of_the_pages_of_an_open_document_are_told(said):
    """The text has another style of that name."""
    content = open_document(hiding('fo:color="#000000"'), **{"styles.xml": at_the_top(said)})

    assert remarks(content, "a.odt") == ["hidden-text"]
    assert remarks(cleaned(content, TEXT), "a.odt") == []


WHITE_WORDS = '<text:p text:style-name="T1">shown</text:p>'


@pytest.mark.parametrize(
    ("kind", "inside"),
    [
        ("presentation", f"<office:presentation><draw:page>{WHITE_WORDS}</draw:page></office:presentation>"),
        ("spreadsheet", f"<office:spreadsheet><table:table-cell>{WHITE_WORDS}</table:table-cell></office:spreadsheet>"),
        ("text", f"<office:text><draw:custom-shape>{WHITE_WORDS}</draw:custom-shape></office:text>"),
        ("text", f"<office:text><draw:text-box>{WHITE_WORDS}</draw:text-box></office:text>"),
    ],
)
def test_white_words_on_a_ground_of_their_own_are_seen_and_stay(kind, inside):
    content = open_document(hiding('fo:color="#ffffff"') + inside, kind)
    name = {"text": "a.odt", "spreadsheet": "a.ods", "presentation": "a.odp"}[kind]

    copy = cleaned(content, KINDS[f"application/vnd.oasis.opendocument.{kind}"])

    assert remarks(content, name) == []
    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        assert "shown" in parts.read("content.xml").decode()


# PDF


def pdf_with(change: Any = None, **options: Any) -> bytes:
    """One page, its objects compressed, as most programs write them."""
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    file = io.BytesIO()
    document.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, **options)
    return file.getvalue()


def annotate(subtype: str, **more: Any) -> Any:
    def change(document: pikepdf.Pdf) -> None:
        note = Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array([0, 0, 9, 9]), Contents=String("secret"), **more
        )
        document.pages[0].Annots = Array([document.make_indirect(note)])

    return change


def author_in_metadata(document: pikepdf.Pdf) -> None:
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
        about["dc:creator"] = ["A. Person"]


def attachment(document: pikepdf.Pdf) -> None:
    document.attachments["draft.txt"] = b"secret"


def hidden_layer(document: pikepdf.Pdf) -> None:
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def author(document: pikepdf.Pdf) -> None:
    document.docinfo["/Author"] = "A. Person"


def script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


HIDING = {
    "author": author,
    "author in metadata": author_in_metadata,
    "comments": annotate("Text"),
    "comments highlighted": annotate("Highlight"),
    "attached": attachment,
    "attached to a page": annotate("FileAttachment"),
    "script": script,
    "script on a link": annotate("Link", A=Dictionary(S=Name.Launch)),
}


@pytest.mark.parametrize("name", HIDING)
def test_what_the_compressed_parts_of_a_pdf_hide_is_told_and_not_in_the_clean_copy(name):
    content = pdf_with(HIDING[name])
    assert b"secret" not in content, "it is compressed"

    assert remarks(content, "a.pdf") == [name.split(" ")[0]]
    assert remarks(cleaned(content, PDF), "a.pdf") == []


def test_hidden_layer_is_told_and_stays_since_nobody_knows_what_it_covers():
    content = pdf_with(hidden_layer)

    assert remarks(content, "a.pdf") == remarks(cleaned(content, PDF), "a.pdf") == ["hidden-text"]


def drawn(operators: bytes, *, in_a_form: bool = False) -> Any:
    def change(document: pikepdf.Pdf) -> None:
        content = document.make_stream(operators)
        if in_a_form:
            content.Type, content.Subtype, content.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
            document.pages[0].Resources = Dictionary(XObject=Dictionary(F=content))
            content = document.make_stream(b"/F Do")
        document.pages[0].Contents = content

    return change


@pytest.mark.parametrize(
    ("operators", "expected"),
    [
        (b"BT 3 Tr (secret) Tj ET", ["hidden-text"]),
        (b"BT 3 Tr [(sec) 5 (ret)] TJ ET", ["hidden-text"]),
        (b"BT 3 Tr 0 Tr (shown) Tj ET", []),
        (b"q BT 3 Tr ET Q BT (shown) Tj ET", []),
        (b"BT (3 Tr is a word) Tj ET", []),
    ],
)
def test_words_that_a_pdf_draws_invisibly_are_told(operators, expected):
    for in_a_form in (False, True):
        assert remarks(pdf_with(drawn(operators, in_a_form=in_a_form)), "a.pdf") == expected


def test_plain_pdf_and_its_links_hide_nothing():
    link = annotate("Link", A=Dictionary(S=Name.URI, URI=String("https://example.org")))

    assert remarks(pdf_with(), "a.pdf") == remarks(pdf_with(link), "a.pdf") == []


def test_earlier_version_in_a_pdf_is_told_and_gone_from_the_clean_copy():
    content = pdf_with()
    twice = content + content[content.index(b"%PDF-") + 9 :]

    assert "versions" in remarks(twice, "a.pdf")
    assert "versions" not in remarks(cleaned(twice, PDF), "a.pdf")


def test_encrypted_pdf_is_told_to_be_unreadable():
    content = pdf_with(encryption=pikepdf.Encryption(user="x", owner="y"))

    assert remarks(content, "a.pdf") == ["unread"]
    with pytest.raises(CannotClean):
        cleaned(content, PDF)


def test_pdf_that_unpacks_to_gigabytes_harms_only_the_process_that_looks():
    """A stream of objects of two gigabytes, in two megabytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(200)) + packer.flush()
    head = (
        b"%PDF-1.5\n1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length "
        + str(len(packed)).encode()
        + b">>stream\n"
    )
    bomb = head + packed + b"\nendstream endobj\n2 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 2 0 R>>\n%%EOF\n"

    assert set(pdf.hidden_in(bomb)) <= {"unread"}


def test_process_that_looks_has_limits():
    assert (inside_pdf.MEMORY, inside_pdf.SECONDS) == (1024**3, 30)


# Clean copies


def words_of(content: bytes) -> str:
    return " ".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def test_clean_copy_of_a_word_file_opens_and_keeps_what_readers_see():
    document = docx.Document()
    document.core_properties.author = "A. Person"
    paragraph = document.add_paragraph("Shown ")
    paragraph.add_run("secret").font.hidden = True
    document.add_comment(paragraph.add_run(" to all"), text="Is this true?", author="B. Person", initials="B")
    file = io.BytesIO()
    document.save(file)
    content = file.getvalue()
    assert remarks(content, "a.docx") == ["author", "comments", "hidden-text"]

    copy = cleaned(content, WORD)

    assert remarks(copy, "a.docx") == []
    assert " ".join(words_of(copy).split()) == "Shown to all"
    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert not [
        word for word in (b"secret", b"Is this true", b"A. Person", b"B. Person", b"comments") if word in everything
    ]


def test_clean_copy_of_a_word_file_has_no_text_in_white_or_hidden_by_a_style():
    styles = f'<w:styles {W}><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    words = run("shown") + run("white secret", WHITE) + run("named secret", '<w:rStyle w:val="Secret"/>')

    copy = cleaned(body(f"<w:p>{words}</w:p>", **{"word/styles.xml": styles}), WORD)

    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        xml = parts.read("word/document.xml").decode()
    assert ("shown" in xml, "secret" in xml) == (True, False)
    assert remarks(copy, "a.docx") == []


def test_clean_copy_accepts_tracked_changes():
    tracked = f"<w:p>{run('kept ')}<w:del>{run('deleted')}</w:del><w:ins>{run('inserted')}</w:ins></w:p>"

    with zipfile.ZipFile(io.BytesIO(cleaned(body(tracked), WORD))) as copy:
        xml = copy.read("word/document.xml").decode()

    assert ("deleted" in xml, "inserted" in xml, "kept" in xml, "w:ins" in xml) == (False, True, True, False)


def test_clean_copy_of_an_open_document_keeps_what_stands_around():
    hides = hiding(family="text")
    text = '<text:p>one <text:span text:style-name="T1">secret</text:span>two<office:annotation><text:p>why</text:p></office:annotation> three</text:p>'
    content = open_document(hides + text, **{"meta.xml": '<m xmlns:dc="urn:dc"><dc:creator>A. Person</dc:creator></m>'})
    assert remarks(content, "a.odt") == ["author", "comments", "hidden-text"]

    copy = cleaned(content, TEXT)

    assert remarks(copy, "a.odt") == []
    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        assert "<text:p>one two three</text:p>" in parts.read("content.xml").decode()
        assert (parts.namelist()[0], parts.infolist()[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_clean_copy_of_an_open_document_has_nothing_that_a_style_beside_the_text_hides():
    """Common styles are in a part of their own, and the automatic styles there bear names of those in the text."""
    common = f"<office:styles>{hiding(family='text')}</office:styles>"
    red = hiding('fo:color="#ff0000"')
    others = f"<office:automatic-styles>{red.replace('T1', 'P1')}</office:automatic-styles>"
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "text", "style", "fo"))
    styles = f"<office:document-styles {spaces}>{common}{others}</office:document-styles>"
    text = '<text:p>one <text:span text:style-name="T1">secret</text:span>two</text:p><text:p text:style-name="P1">secret</text:p>'
    content = open_document(hiding().replace("T1", "P1") + text, **{"styles.xml": styles})

    copy = cleaned(content, TEXT)

    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        xml = parts.read("content.xml").decode()
    assert ("one two" in xml, "secret" in xml) == (True, False)
    assert (remarks(content, "a.odt"), remarks(copy, "a.odt")) == (["hidden-text"], [])


def test_notes_of_slides_are_emptied():
    notes = {
        "ppt/notesSlides/notesSlide1.xml": '<p:notes xmlns:p="p" xmlns:a="a"><a:t>Do not say this.</a:t></p:notes>'
    }

    copy = cleaned(slides(**notes), KINDS["application/vnd.openxmlformats-officedocument.presentationml.presentation"])

    assert remarks(copy, "a.pptx") == []


def test_file_that_unpacks_to_too_much_is_not_cleaned():
    bomb = archive(
        {"[Content_Types].xml": "<T/>", "word/document.xml": "<w/>", "word/media/a.png": b"\0" * 201 * 1024 * 1024},
        compression=zipfile.ZIP_DEFLATED,
    )

    with pytest.raises(CannotClean):
        cleaned(bomb, WORD)

"""Documents for tests, written as programs write them: .docx by python-docx, .odt by hand."""

import io
import zipfile
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from releases.tests.files import picture


def docx(change: Any = None) -> bytes:
    """A release with everything; `change` may do more to the document."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "EMBARGOED until 9:00 on Monday"
    document.add_paragraph("Mission opens an office", style="Title")
    document.add_paragraph().add_run("The office opened its doors to the public.").bold = True
    text = document.add_paragraph("TIRANA, 3 May 2019 – The mission opened an office. ")
    text.add_run("Budget: two million. ").font.hidden = True
    text.add_run("It has ")
    text.add_run("ten").italic = True
    text.add_run(" rooms.")
    deleted_words(text, "It had twelve.")
    document.add_paragraph("What it does", style="Heading 1")
    for words in ("advice", "training"):
        document.add_paragraph(words, style="List Bullet")
    document.add_paragraph("First", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for number, word in enumerate(("State", "Seats", "Albania", "3")):
        table.cell(*divmod(number, 2)).text = word
    document.add_picture(io.BytesIO(picture("PNG", (40, 30))))
    document.add_paragraph("Media contacts")
    document.add_paragraph("Ann Example, Spokesperson, ann@example.org, +355 4 223 5993")
    if change is not None:
        change(document)
    return saved(document)


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def deleted_words(paragraph: Any, words: str) -> None:
    """As a tracked change of Word."""
    deletion, run, text = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    deletion.set(qn("w:id"), "7")
    deletion.set(qn("w:author"), "A")
    text.text = words
    run.append(text)
    deletion.append(run)
    paragraph._p.append(deletion)


STYLES = """<office:automatic-styles>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P2" style:family="paragraph"><style:text-properties text:display="none"/></style:style>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/><text:list-level-style-bullet text:level="2"/></text:list-style>
</office:automatic-styles>"""
TEXT = """<office:body><office:text><text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>It had twelve.</text:p></text:deletion></text:changed-region>
</text:tracked-changes><text:p text:style-name="P1">Mission opens an office</text:p><text:p><text:span text:style-name="T1">The office opened its doors to the public.</text:span></text:p>
<text:p>TIRANA, 3 May 2019 – The mission opened an office.<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>In the centre.</text:p></text:note-body></text:note>
<text:span text:style-name="T2">Budget: two million. </text:span>It has ten rooms.<office:annotation><text:p>Really?</text:p></office:annotation><text:change text:change-id="c1"/></text:p>
<text:p text:style-name="P2">Nobody sees this.</text:p><text:h text:outline-level="1">What it does</text:h>
<text:list text:style-name="L1"><text:list-item text:start-value="3"><text:p>advice</text:p><text:list><text:list-item><text:p>for schools</text:p></text:list-item></text:list></text:list-item></text:list>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>State</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row><table:table-cell>
<text:p>Albania</text:p></table:table-cell></table:table-row></table:table><text:p>Media contacts</text:p><text:p>Ann Example, Spokesperson, ann@example.org, +355 4 223 5993</text:p></office:text></office:body>"""
MASTER = """<office:master-styles><style:master-page style:name="Standard"><style:header><text:p>EMBARGOED until 9:00 on Monday</text:p></style:header></style:master-page></office:master-styles>"""
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip


def odt_of(paragraphs: str, more_styles: str = "") -> bytes:
    """A headline and what is given."""
    text = f"<office:body><office:text><text:p>Mission opens an office</text:p>{paragraphs}</office:text></office:body>"
    return odt(text, more_styles)


def odt(text: str = TEXT, more_styles: str = "") -> bytes:
    """`more_styles`: more automatic styles."""
    styles = STYLES.replace("</office:automatic-styles>", f"{more_styles}</office:automatic-styles>")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml", f"<office:document-content {NAMESPACES}>{styles}{text}</office:document-content>"
        )
        archive.writestr("styles.xml", f"<office:document-styles {NAMESPACES}>{MASTER}</office:document-styles>")
    return file.getvalue()

#!/bin/sh
# python-docx 1.2.0: the text of a paragraph with tracked changes, or with a content control.
# Seen: `paragraph.text` has neither what was deleted nor what was inserted, so the sentence is neither the old nor the new one. The words of a
# content control, as forms and templates use them, are missing as well.
# Guessed: the text is as Word shows and prints it, with the insertions.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-docx==1.2.0
"$folder/venv/bin/python" - <<'END'
import io

from docx import Document
from docx.oxml import parse_xml

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WHO = 'w:author="A" w:date="2026-05-01T10:00:00Z"'


def run(words, tag="t"):
    return f'<w:r><w:{tag} xml:space="preserve">{words}</w:{tag}></w:r>'


def read(*parts):
    document, file = Document(), io.BytesIO()
    document.element.body.insert(0, parse_xml(f"<w:p {NAMESPACE}>{''.join(parts)}</w:p>"))
    document.save(file)
    file.seek(0)
    text = Document(file).paragraphs[0].text
    print(repr(text))
    return text


deleted = f'<w:del w:id="1" {WHO}>{run("agreed", "delText")}</w:del>'
inserted = f'<w:ins w:id="2" {WHO}>{run("did not agree")}</w:ins>'
control = f"<w:sdt><w:sdtContent>{run('5 May 2026')}</w:sdtContent></w:sdt>"
assert read(run("The ministers "), deleted, inserted, run(" on the text.")) == "The ministers  on the text."
assert read(run("VIENNA, "), control, run(" - A meeting.")) == "VIENNA,  - A meeting."
END

#!/bin/sh
# mammoth 1.13.0 and words in a simple field of Word (w:fldSimple: a date, a name from the properties of the document), or in
# a run with a direction of its own (w:bdo, w:dir).
# Seen: the words are missing from the sentence; a warning names the element and not what was in it. The same date in a complex field
# (w:fldChar) is kept.
# Guessed: an element that only wraps ordinary words keeps them, as w:ins and w:smartTag do, and both forms of a field are alike.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mammoth==1.13.0 python-docx==1.2.0
"$folder/venv/bin/python" - <<'END'
import io

import mammoth
from docx import Document
from docx.oxml import parse_xml

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run(words):
    return f"<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>"


def shown(*parts):
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:p {NAMESPACE}>{''.join(parts)}</w:p>"))
    file = io.BytesIO()
    document.save(file)
    result = mammoth.convert_to_html(file)
    print(result.value, [message.message for message in result.messages])
    return result.value


SHORT = f'<w:fldSimple w:instr=" DATE ">{run("5 May 2020")}</w:fldSimple>'
LONG = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("5 May 2020")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
assert shown(run("VIENNA, "), LONG, run(" - A meeting.")) == "<p>VIENNA, 5 May 2020 - A meeting.</p>"
assert shown(run("VIENNA, "), SHORT, run(" - A meeting.")) == "<p>VIENNA,  - A meeting.</p>"
for name in ("bdo", "dir"):
    assert shown(run("The text "), f'<w:{name} w:val="rtl">{run("says so")}</w:{name}>', run(".")) == "<p>The text .</p>"
END

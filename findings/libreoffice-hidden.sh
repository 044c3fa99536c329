#!/bin/sh
# LibreOffice 7.4.7.2 (Debian 12) writes hidden sections as visible text into .docx and HTML, and the deleted words of tracked changes into HTML
# without a mark. The clipboard holds the same HTML.
# Seen: the section is hidden in Writer and in the .odt, and is an ordinary paragraph in word/document.xml (no w:vanish) and in the page (no style);
# the deleted words stand among the others.
# Guessed: what is hidden in the source stays hidden, or is left out.
# Needs soffice; apt-get install libreoffice-writer-nogui.
set -eu
command -v soffice >/dev/null || { echo "Install libreoffice-writer-nogui." >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
soffice --version | cut -d' ' -f1,2
cat > text.fodt <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>A</dc:creator>
<dc:date>2026-05-03T10:00:00</dc:date></office:change-info><text:p>deleted words</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>Seen <text:change text:change-id="c1"/>words.</text:p>
<text:section text:name="S" text:display="none"><text:p>In a hidden section.</text:p></text:section>
</office:text></office:body></office:document>
END
for format in odt docx 'html:HTML (StarWriter)'; do
  soffice --headless "-env:UserInstallation=file://$folder/profile" --convert-to "$format" text.fodt >/dev/null 2>&1
done
python3 - <<'END'
import re, zipfile
docx = zipfile.ZipFile("text.docx").read("word/document.xml").decode()
odt = zipfile.ZipFile("text.odt").read("content.xml").decode()
page = open("text.html", encoding="utf-8").read()
found = {
    ".odt: the section is hidden": 'text:display="none"' in odt,
    ".docx: its words stand there, and nothing hides them": "In a hidden section." in docx and "w:vanish" not in docx,
    "HTML: its words stand there, and nothing hides them": "hidden section." in " ".join(page.split()) and not re.search("display:\\s*none|visibility", page),
    "HTML: the deleted words stand there without a mark": "deleted words" in " ".join(page.split()) and not re.search("<del|<strike|<s>", page),
}
for what, seen in found.items():
    print("yes" if seen else "no ", what)
assert all(found.values())
END

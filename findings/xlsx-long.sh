#!/bin/sh
# openpyxl 3.1.5 and XlsxWriter 3.3.1: a text longer than the 32,767 characters that fit into a cell of Excel, such as that of a long report.
# Seen: both cut it off in the middle of a word; openpyxl says nothing, XlsxWriter returns -2 and goes on. Neither raises or warns, so the text in the
# file ends where its author did not end it.
# Guessed: what cannot be stored is an error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1
"$folder/venv/bin/python" - <<'END'
import io
import warnings

import openpyxl
import xlsxwriter

warnings.simplefilter("error")
text = "word " * 7000 + "end"


def read(file):
    file.seek(0)
    return openpyxl.load_workbook(file).active["A1"].value


by_openpyxl = io.BytesIO()
book = openpyxl.Workbook()
book.active["A1"] = text
book.save(by_openpyxl)

by_xlsxwriter = io.BytesIO()
book = xlsxwriter.Workbook(by_xlsxwriter)
sheet = book.add_worksheet()
returned = sheet.write(0, 0, text)
book.close()

kept = [read(by_openpyxl), read(by_xlsxwriter)]
print(f"{len(text)} characters; openpyxl keeps {len(kept[0])}; XlsxWriter returns {returned} and keeps {len(kept[1])}; the end is {kept[0][-12:]!r}")
assert len(text) == 35003 and returned == -2 and kept == [text[:32767]] * 2
END

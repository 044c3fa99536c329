#!/bin/sh
# pikepdf 10.18.0 and pypdf 7.1.1: the last page of a document with bookmarks is removed and the document saved.
# Seen: there is one page, and the words of the other are still in the file: its bookmark points to it, so nothing counts it as unused
# (nor does pikepdf's remove_unreferenced_resources()). Without bookmarks it is gone. An annex that was to stay inside goes out with the release.
# Guessed: a page that was removed is not in the new file.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pikepdf==10.18.0 pypdf==7.1.1
"$folder/venv/bin/python" - <<'END'
import io

import pikepdf
import pypdf
from pikepdf import Dictionary, Name, OutlineItem


def original(bookmarks):
    document = pikepdf.new()
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for words in ("for the press", "inside only"):
        page = document.add_blank_page(page_size=(300, 300))
        page.Contents = document.make_stream(f"BT /F 12 Tf 20 20 Td ({words}) Tj ET".encode())
        page.Resources = Dictionary(Font=Dictionary(F=font))
    if bookmarks:
        with document.open_outline() as outline:
            outline.root.extend([OutlineItem("Release", 0), OutlineItem("Annex", 1)])
    file = io.BytesIO()
    document.save(file)
    return file


def by_pikepdf(file):
    result, document = io.BytesIO(), pikepdf.open(file)
    del document.pages[1]
    document.remove_unreferenced_resources()
    document.save(result)
    return result


def by_pypdf(file):
    result, writer = io.BytesIO(), pypdf.PdfWriter(clone_from=file)
    writer.remove_page(1)
    writer.write(result)
    return result


def found(result):
    document = pikepdf.open(result)
    assert len(document.pages) == 1
    return any(b"inside only" in each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream))


seen = {(remove.__name__, bookmarks): found(remove(original(bookmarks))) for remove in (by_pikepdf, by_pypdf) for bookmarks in (True, False)}
for (name, bookmarks), is_found in seen.items():
    print(f"{name}, {'with' if bookmarks else 'without'} bookmarks: {'still there' if is_found else 'gone'}")
assert seen["by_pikepdf", True] and seen["by_pypdf", True] and not seen["by_pikepdf", False]
END

"""Which files are accepted, and what is stripped from them: `releases.files`, without a database."""

import io
import os
import tracemalloc
import zipfile
import zlib
from random import Random

import pytest
from PIL import Image, ImageCms

from releases.files import FileRefused, accept, images, store
from releases.files.attachments import columns_of
from releases.files.kinds import KINDS, MEGABYTE, kind_of, label_of
from releases.files.names import inert
from releases.files.remarks import Remark, in_words
from releases.importing import beside
from releases.tests.files import PDF, SECRET, archive, picture, word

JPEG = picture()


def accepted(content: bytes, name: str):
    return accept(io.BytesIO(content), name)


def refused(content: bytes, name: str) -> str:
    with pytest.raises(FileRefused) as refusal:
        accepted(content, name)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "report.pdf", "application/pdf"),
        (JPEG, "photo.jpeg", "image/jpeg"),
        (picture("PNG"), "chart.png", "image/png"),
        (picture("WEBP"), "photo.webp", "image/webp"),
        (word(), "statement.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            archive({"[Content_Types].xml": "", "xl/workbook.xml": "<workbook/>"}),
            "figures.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
            "statement.odt",
            "application/vnd.oasis.opendocument.text",
        ),
        ("Land;Zahl\nÖsterreich;3\n".encode(), "figures.csv", "text/csv"),
        ("Миссия\r\n".encode(), "note.txt", "text/plain"),
    ],
)
@pytest.mark.promise(42)
def test_kind_of_a_file_is_told_by_its_content(content, name, media_type):
    assert accepted(content, name).media_type == media_type


def test_name_gets_the_ending_of_what_the_file_is():
    assert accepted(JPEG, "photo.png").name == "photo.jpg"
    assert accepted(JPEG, "photo.jpeg").name == "photo.jpeg"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "logo.svg"),
        (b"<html><script>alert(1)</script></html>", "page.html"),
        (b"<html><script>alert(1)</script></html>", "page.txt"),
        (b"\n <!DOCTYPE html><script>alert(1)</script>", "report.pdf"),
        (b"MZ\x90\x00", "tool.exe"),
        (b"MZ\x90\x00", "tool.pdf"),
        (b"GIF89a", "old.gif"),
        (archive({"a.txt": "a"}), "letters.docx"),
        (archive({"a.txt": "a"}), "letters.zip"),
        (PDF, "report"),
        (b"", "empty.txt"),
        ("Привет".encode("cp1251"), "note.txt"),
        (b"PK\x03\x04", "letter.docx"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 ", "broken.webp"),
        (b"\x89PNG\r\n\x1a\n", "broken.png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "broken.jpg"),
        (JPEG[: len(JPEG) // 2], "half.jpg"),
        (word(**{"word/vbaProject.bin": "macros"}), "macros.docx"),
    ],
)
def test_executable_or_damaged_files_are_refused(content, name):
    assert refused(content, name)


def test_what_is_too_large_is_refused_before_it_is_read():
    class Endless(io.RawIOBase):
        asked = 0

        def seek(self, *args):
            return 0

        def read(self, size=-1):
            Endless.asked = size
            return b"a" * size

    with pytest.raises(FileRefused, match="larger than"):
        accept(Endless(), "note.txt")
    assert Endless.asked == KINDS["text/plain"].limit + 1


@pytest.mark.promise(43)
def test_picture_of_a_billion_pixels_is_refused_without_being_decoded():
    """A PNG that declares 40,000 × 40,000 pixels; decoding it would take 4.8 GB."""
    import struct

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * MEGABYTE))
        + chunk(b"IEND", b"")
    )
    tracemalloc.start()

    reason = refused(bomb, "bomb.png")

    assert "million pixels" in reason
    assert tracemalloc.get_traced_memory()[1] < 50 * MEGABYTE
    tracemalloc.stop()


@pytest.mark.promise(43)
def test_office_file_that_unpacks_to_gigabytes_costs_no_memory():
    core = b"<dc:creator>Marker</dc:creator>" + b"\0" * (200 * MEGABYTE)
    parts = {"[Content_Types].xml": b"", "word/document.xml": b"", "docProps/core.xml": core}
    bomb = archive(parts, compression=zipfile.ZIP_DEFLATED)
    del core, parts
    tracemalloc.start()

    assert accepted(bomb, "bomb.docx").remarks == ["author"]

    assert tracemalloc.get_traced_memory()[1] < 60 * MEGABYTE
    tracemalloc.stop()


@pytest.mark.parametrize(("format_", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.promise(42)
def test_picture_loses_what_a_camera_wrote_and_stands_upright(format_, name, orientation):
    original = picture(format_, orientation=orientation)
    assert SECRET.encode() in original

    found = accepted(original, name)

    assert SECRET.encode() not in found.content
    with Image.open(io.BytesIO(found.content)) as image:
        image.load()
        assert not image.getexif()
        assert image.size == (found.width, found.height) == ((64, 48) if orientation == 1 else (48, 64))


@pytest.mark.parametrize(("format_", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_no_pixel_changes_where_nothing_is_turned(format_, name):
    original = picture(format_)

    found = accepted(original, name)

    with Image.open(io.BytesIO(original)) as before, Image.open(io.BytesIO(found.content)) as after:
        assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (picture("JPEG", orientation=6, progressive=True), "a.jpg"),
        (picture("PNG", mode="RGBA"), "a.png"),
        (picture("WEBP", lossless=True), "a.webp"),
        (PDF, "Вена 2004.pdf"),
        (word(), "a.docx"),
    ],
)
def test_accepting_what_was_accepted_changes_nothing(content, name):
    once = accepted(content, name)

    assert accepted(once.content, once.name) == once


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (picture("JPEG", orientation=6, progressive=True), "a.jpg"),
        (picture("PNG", mode="RGBA", orientation=3), "a.png"),
        (picture("WEBP", orientation=6, lossless=True), "a.webp"),
        (word("<w:del>x</w:del>"), "a.docx"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "a.odt"),
    ],
)
def test_damaged_file_is_refused_or_taken_and_never_an_error(content, name):
    """Damaged at random, reproducibly. What is accepted is accepted again unchanged."""
    random = Random(7)
    for _ in range(150):
        torn = bytearray(content)
        for _ in range(random.randint(1, 8)):
            at = random.randrange(len(torn))
            torn[at : at + random.randint(0, 20)] = random.randbytes(random.randint(0, 20))
        try:
            once = accepted(bytes(torn), name)
        except FileRefused:
            continue
        assert accepted(once.content, once.name).content == once.content


def test_film_behind_a_photograph_is_left_out():
    assert (
        accepted(JPEG + b"\x00\x00\x00\x18ftypmp42 a film", "moving.jpg").content == accepted(JPEG, "still.jpg").content
    )


def test_large_picture_gets_a_smaller_copy_and_a_small_one_none():
    large = accepted(picture("JPEG", (2000, 1000)), "large.jpg")

    with Image.open(io.BytesIO(large.preview)) as preview:
        assert preview.size == (1280, 640)
    assert accepted(JPEG, "small.jpg").preview == b""


@pytest.mark.parametrize(
    ("content", "name", "remarks"),
    [
        (word(), "a.docx", []),
        (word("<w:p><w:del w:id='1'><w:t>secret</w:t></w:del></w:p>"), "a.docx", ["tracked"]),
        (word(**{"docProps/core.xml": "<dc:creator>A. Person</dc:creator>"}), "a.docx", ["author"]),
        (word(**{"word/comments.xml": "<w:comments/>"}), "a.docx", ["comments"]),
        (PDF, "a.pdf", []),
        (PDF.replace(b"/Root", b"/Info <</Author (A. Person)>> /Root"), "a.pdf", ["author"]),
        (PDF.replace(b"/Type", b"/OpenAction <</S /JavaScript>> /Type"), "a.pdf", ["script"]),
    ],
)
def test_editor_is_told_what_a_document_holds_beside_its_text(content, name, remarks):
    assert accepted(content, name).remarks == remarks


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\Report (final) v2.pdf", "Report-(final)-v2.pdf"),
        ("=cmd|'/c calc'!A1.pdf", "c-calc-A1.pdf"),
        ('"><script>alert(1)</script>.pdf', "script.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoice-fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a-Set-Cookie-x.pdf"),
        ("Встреча в Вене.pdf", "Встреча-в-Вене.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("...pdf", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
@pytest.mark.promise(40)
def test_names_are_inert_everywhere(name, safe):
    assert inert(name, ".pdf") == safe
    assert inert(safe, ".pdf") == safe


# Storage


def test_bytes_are_kept_once_by_their_digest_and_readable_by_us_alone(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    assert store.keep(PDF) == store.keep(PDF)

    [path] = store.kept()
    assert store.digest_of(path) == path.name
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.promise(59)
def test_failing_disk_leaves_no_part_of_a_file(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.keep(PDF)

    assert list(store.kept()) == []


def test_bytes_that_were_cut_short_are_replaced_when_the_file_comes_again(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = store.path_of(store.keep(PDF))
    path.write_bytes(PDF[:10])

    store.keep(PDF)

    assert path.read_bytes() == PDF


# Attachments of records


def below(folder):
    return beside.given(folder).open


def test_record_names_a_file_by_its_path_or_describes_it(tmp_path):
    (tmp_path / "2004").mkdir()
    (tmp_path / "2004" / "photo.jpg").write_bytes(JPEG)

    plain = columns_of("2004/photo.jpg", below(tmp_path))
    said = {"path": "2004/photo.jpg", "name": "vienna.jpg", "title": "In Vienna", "digest": plain["digest"]}
    described = columns_of(said, below(tmp_path))

    assert (plain["name"], described["name"]) == ("photo.jpg", "vienna.jpg")
    assert described["title"] == described["alternative_text"] == "In Vienna"


@pytest.mark.parametrize("name", ["../outside.pdf", "/etc/hostname", "link.pdf", "nowhere.pdf", "", "a\0b", "."])
def test_no_file_outside_the_folder_is_taken(tmp_path, name):
    folder = tmp_path / "files"
    folder.mkdir()
    (tmp_path / "outside.pdf").write_bytes(PDF)
    (folder / "link.pdf").symlink_to(tmp_path / "outside.pdf")

    with pytest.raises(FileRefused) as refusal:
        columns_of(name, below(folder))

    assert refusal.value.missing


def test_file_with_another_digest_than_its_record_says_is_refused(tmp_path):
    (tmp_path / "report.pdf").write_bytes(PDF)

    with pytest.raises(FileRefused, match="digest of “report.pdf” does not match"):
        columns_of({"path": "report.pdf", "digest": "0" * 64}, below(tmp_path))


def test_dry_run_stores_nothing(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "report.pdf").write_bytes(PDF)

    looked_at = columns_of("report.pdf", below(tmp_path), keep=False)

    assert list(store.kept()) == []
    assert looked_at == columns_of("report.pdf", below(tmp_path))


def webp_chunks(content: bytes) -> dict[bytes, bytes]:
    """The chunks of a WebP by name; a chunk of odd length is followed by a padding byte."""
    chunks, at = {}, 12
    while at + 8 <= len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        chunks[content[at : at + 4]] = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return chunks


XMP = f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()
EXIF_FLAG, XMP_FLAG, PROFILE_FLAG = 0b1000, 0b100, 0b10_0000


def test_webp_loses_its_exif_and_xmp_and_no_longer_says_that_it_has_any():
    original = picture("WEBP", mode="RGBA", xmp=XMP)
    flags = webp_chunks(original)[b"VP8X"][0]
    assert flags & EXIF_FLAG
    assert flags & XMP_FLAG

    found = accepted(original, "a.webp").content

    assert SECRET.encode() not in found
    assert not webp_chunks(found).keys() & {b"EXIF", b"XMP "}
    assert webp_chunks(found)[b"VP8X"][0] == flags & ~EXIF_FLAG & ~XMP_FLAG
    assert int.from_bytes(found[4:8], "little") == len(found) - 8


def test_webp_says_still_that_it_has_a_profile_of_its_colours():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    found = accepted(picture("WEBP", icc_profile=profile), "a.webp").content

    assert webp_chunks(found)[b"ICCP"] == profile
    assert webp_chunks(found)[b"VP8X"][0] == PROFILE_FLAG


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


@pytest.mark.parametrize(
    "written",
    [
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        segment(0xE1, b"Exif\0\0" + SECRET.encode()),
        segment(0xE2, b"FPXR\0" + SECRET.encode()),
        segment(0xED, b"Photoshop 3.0\0" + SECRET.encode()),
        segment(0xEF, SECRET.encode()),
        segment(0xFE, SECRET.encode()),
    ],
    ids=["XMP", "EXIF", "FlashPix", "IPTC", "application", "comment"],
)
def test_jpeg_loses_whatever_a_program_wrote_beside_the_picture(written):
    plain = accepted(picture(), "a.jpg").content

    assert accepted(plain[:2] + written + plain[2:], "a.jpg").content == plain


def png_chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")


@pytest.mark.parametrize(
    "written",
    [
        png_chunk(b"tEXt", b"Comment\0" + SECRET.encode()),
        png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SECRET.encode())),
        png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        png_chunk(b"tIME", bytes(7)),
        png_chunk(b"prVt", SECRET.encode()),
    ],
    ids=["text", "compressed text", "XMP", "time", "private"],
)
def test_png_loses_whatever_a_program_wrote_beside_the_picture(written):
    plain = accepted(picture("PNG"), "a.png").content
    after_header = 8 + 25

    assert accepted(plain[:after_header] + written + plain[after_header:], "a.png").content == plain


@pytest.mark.parametrize(("format_", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_picture_keeps_the_profile_of_its_colours(format_, name):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    found = accepted(picture(format_, icc_profile=profile), name)

    with Image.open(io.BytesIO(found.content)) as image:
        assert image.info["icc_profile"] == profile


# Kinds, limits, names and remarks


@pytest.mark.parametrize(("media_type", "megabytes"), [("application/pdf", 25), ("image/jpeg", 20), ("image/png", 20), ("image/webp", 20), ("text/csv", 25)])  # fmt: skip
def test_largest_file_of_each_kind_is_stated(media_type, megabytes):
    assert KINDS[media_type].limit == megabytes * 1024 * 1024


def test_file_of_just_the_limit_comes_in_and_one_byte_more_does_not():
    limit = KINDS["text/plain"].limit

    assert len(accepted(b"a" * limit, "note.txt").content) == limit
    assert "larger than" in refused(b"a" * (limit + 1), "note.txt")


@pytest.mark.parametrize(
    ("content", "is_text"),
    [
        (b"a", True), (b"\xef\xbb\xbfa", True), (b"a\tb\r\nc\x0c", True), (b"a\x00", False), (b"a\x0b", False), (b"a\x0e", False),
        (b"a\x7f", False), (b"a\x1b[31m", False), (b"<", False), (b" \n<p>", False), (b"\xef\xbb\xbf <p>", False), (b"   ", False),
        (b"a < b", True), (b"\xff", False),
    ],
)  # fmt: skip
def test_text_is_utf_8_without_controls_and_without_markup(content, is_text):
    assert (kind_of(content, ".txt") is not None) is is_text


def test_only_the_ending_tells_a_table_from_a_text():
    table, *texts = [kind_of(b"a;b", ending) for ending in (".csv", ".txt", ".pdf", "")]

    assert table is KINDS["text/csv"]
    assert texts == [KINDS["text/plain"]] * 3


def test_office_file_of_too_many_parts_is_not_opened():
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}
    many = {f"word/{number}.xml": "" for number in range(5000 - len(parts))}

    assert kind_of(archive(parts | many), ".docx") is not None
    assert kind_of(archive(parts | many | {"word/one-more.xml": ""}), ".docx") is None


@pytest.mark.parametrize(
    ("parts", "remarks"),
    [
        ({"docProps/core.xml": "<cp:lastModifiedBy>A. Person</cp:lastModifiedBy>"}, ["author"]),
        ({"docProps/core.xml": "<dc:creator> </dc:creator>"}, []),
        ({"word/document.xml": "<w:ins w:id='1'/>"}, ["tracked"]),
        ({"word/document.xml": "<w:moveFrom w:id='1'/>"}, ["tracked"]),
        ({"word/document.xml": "<w:instrText/>"}, []),
        ({"word/comments1.xml": ""}, ["comments"]),
        ({"xl/threadedComments/one.xml": ""}, ["comments"]),
        ({"ppt/comments/comment1.xml": ""}, ["comments"]),
        ({"xl/workbook.xml": '<sheet name="a" state="hidden"/>'}, ["hidden"]),
        ({"xl/workbook.xml": '<sheet name="a" state="veryHidden"/>'}, ["hidden"]),
        ({"xl/workbook.xml": '<sheet name="a" state="visible"/>'}, []),
        ({"ppt/slides/slide2.xml": '<p:sld xmlns:p="p" show="0">'}, ["hidden"]),
        (
            {
                "word/comments.xml": "",
                "docProps/core.xml": "<dc:creator>A</dc:creator>",
                "word/document.xml": "<w:del/>",
            },
            ["author", "tracked", "comments"],
        ),
    ],
)
@pytest.mark.promise(67)
def test_editor_is_told_of_people_changes_comments_and_hidden_parts(parts, remarks):
    assert accepted(word(**parts), "a.docx").remarks == remarks


@pytest.mark.parametrize(
    ("xml", "remarks"),
    [
        ("<office:annotation/>", ["comments"]),
        ("<text:tracked-changes/>", ["tracked"]),
        ("<meta:initial-creator>A. Person</meta:initial-creator>", ["author"]),
        ("<x/>", []),
    ],
)
def test_editor_is_told_the_same_of_an_open_document(xml, remarks):
    content = archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": xml, "meta.xml": xml})

    assert accepted(content, "a.odt").remarks == remarks


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "xl/VBAPROJECT.BIN", "Basic/script.xml"])
def test_document_with_macros_does_not_come_in(part):
    assert refused(word(**{part: "macros"}), "a.docx")


def test_name_without_an_ending_and_one_of_dots_are_names():
    assert inert("README", ".txt") == "README.txt"
    assert inert("a..b--c__d.txt", ".txt") == "a.b-c_d.txt"
    assert inert("x" * 99 + "-y.txt", ".txt") == "x" * 99 + ".txt"


def test_picture_of_ten_million_pixels_comes_in_and_the_most_is_forty():
    assert images.MOST_PIXELS == 40_000_000
    file = io.BytesIO()
    Image.new("L", (4000, 2500)).save(file, "PNG")

    assert accepted(file.getvalue(), "large.png").width == 4000


def test_kind_has_the_label_that_readers_know_and_an_unknown_one_its_own_name():
    assert [label_of(kind) for kind in ("application/pdf", "image/webp", "video/mp4")] == ["PDF", "WebP", "video/mp4"]


@pytest.mark.parametrize("content", [b"RIFF\x00\x00\x00\x00WAVEfmt \x00", b"\x00\x00\x00\x00\x00\x00\x00\x00WEBPVP8 "])
def test_webp_begins_with_both_of_its_marks(content):
    assert kind_of(content, ".webp") is None


def test_open_document_names_its_kind_in_plain_letters_or_has_none():
    for mimetype in ("application/vnd.oasis.opendocument.text\n", "ärger", "application/zip"):
        kind = kind_of(archive({"mimetype": mimetype, "content.xml": "<x/>"}), ".odt")
        assert (kind is not None) is mimetype.startswith("application/vnd.oasis")


def test_end_of_an_office_file_is_the_last_one_in_it():
    """A part that is stored as it is may hold the end of another archive."""
    inner = archive({"a.txt": "a"})

    assert kind_of(word(**{"word/embedded.bin": inner.decode("latin-1")}), ".docx") is not None
    assert (
        kind_of(archive({"[Content_Types].xml": "", "word/document.xml": "", "word/inner.zip": inner}), ".docx")
        is not None
    )


def test_remark_is_a_sentence_for_the_editor():
    assert in_words(["author", "script"]) == [str(Remark.AUTHOR.label), str(Remark.SCRIPT.label)]

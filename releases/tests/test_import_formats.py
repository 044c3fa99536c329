"""Every format, detected by content, in any encoding, compression and container."""

import bz2
import gzip
import io
import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releases.importing import readers
from releases.importing.readers import mapping_file, sources
from releases.importing.readers.mapping_file import Foreign
from releases.tests.foreign_files import BROUGHT, LINE, NODE, PIECES, RSS, RUSSIAN, archive, export, post
from releases.tests.importing import SAMPLES

GERMAN = Foreign(language="de")


def read(path, format_="auto", explained=None):
    return list(readers.read(path, format_, explained))


def only(path, format_="auto", explained=None):
    (item,) = read(path, format_, explained)
    assert item.record, item.refusal
    return item.record


@pytest.fixture
def file(tmp_path):
    """A function that writes a file with a neutral name and returns its path."""

    def write(content: bytes | str):
        path = tmp_path / "source"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


# Compression and containers


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress, bz2.compress])
def test_compressed_lines_are_read(file, compress):
    assert only(file(compress(LINE))).id == "office"


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress, bz2.compress])
def test_compressed_file_that_breaks_off_gives_what_stands_before_and_a_refusal(file, compress):
    whole = compress(LINE + bytes(range(256)) * 800)
    items = read(file(whole[: len(whole) - 40]), "jsonl")

    assert items[-1].refusal.startswith("It cannot be read: it is damaged or truncated")


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LINE * 2)))

    assert [item.where for item in read(Path("-"))] == ["-:1", "-:2"]


def test_archive_is_read_file_by_file_and_counted_as_one(file):
    page = (SAMPLES / "page.html").read_bytes()
    path = file(archive(**{"a/1.html": page, "a/2.jsonl": LINE, "__MACOSX/._1": b"x", ".hidden": b"x"}))
    items = read(path)

    assert [(item.file, item.counted_under) for item in items] == [
        (f"{path}/a/1.html", str(path)),
        (f"{path}/a/2.jsonl", f"{path}/a/2.jsonl"),
    ]
    assert all(item.record for item in items)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\..\\b", "C:\\b"])
def test_file_whose_name_leads_out_of_the_archive_is_refused_and_nothing_is_written(file, tmp_path, name):
    path = file(archive(**{name: LINE}))
    before = sorted(tmp_path.rglob("*"))

    assert [item.refusal for item in read(path)] == ["Its path points outside the archive."]
    assert sorted(tmp_path.rglob("*")) == before


def test_archive_that_would_exhaust_the_machine_is_refused(file):
    bomb = archive(bomb=b"0" * 50_000_000)
    assert len(bomb) < 100_000

    assert [item.refusal for item in read(file(bomb))] == [
        "It is compressed so heavily that unpacking it could exhaust the machine."
    ]


def test_archive_in_an_archive_is_refused(file):
    assert "unpack it first" in read(file(archive(inner=archive(a=LINE))))[0].refusal


def test_damaged_archive_is_refused(file):
    assert read(file(archive(a=LINE)[:40]))[0].refusal.startswith("It is not a readable ZIP archive")


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-r"])
def test_russian_page_is_right_in_every_encoding(file, encoding):
    record = only(file(RUSSIAN.encode(encoding)))

    assert (record.language, record.date) == ("ru", "1999-05-03")
    assert record.title == "Миссия открыла бюро в Кишинёве"
    assert "Наблюдатели и представители" in record.body


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5"])
def test_declared_encoding_is_believed(file, encoding):
    page = f'<html lang="ru"><meta charset="{encoding}"><h1>Миссия</h1><p>ВЕНА, 3 мая 1999 - Текст.</p>'

    assert only(file(page.encode(encoding))).title == "Миссия"


def test_declaration_that_is_wrong_is_not_believed(file):
    page = '<html lang="fr"><meta charset="ascii"><h1>Réunion à Genève</h1><p>GENÈVE, 3 mai 1999 – Texte.</p>'

    assert only(file(page.replace("ascii", "utf-16").encode())).title == "Réunion à Genève"


@pytest.mark.parametrize(
    "text",
    ["Réunion à Genève : déclaration du président sur la sécurité", "Türkei: Gespräche über Fortschritte größer"],
)
def test_western_page_is_not_mistaken_for_a_russian_one(file, text):
    page = f"Press release\n{text}\nVIENNA, 3 May 1999 – {text}. {text}, {text}."
    (item,) = read(file(page.encode("cp1252")))

    assert item.record.title == text
    assert item.guesses, "that it was guessed is told"


# CSV


def test_table_of_our_own_keys_is_read(file):
    record = only(
        file(
            'id,language,title,date,body,fields_of_work,contacts\r\n7,en,"Office, opened",1999-05-03,"<p>One\r\ntwo</p>",'
            'Elections|Education,"[{""name"": ""Desk""}]"\r\n'
        )
    )

    assert (record.id, record.title, record.body) == ("7", "Office, opened", "<p>One\r\ntwo</p>")
    assert record.fields_of_work == ["Elections", "Education"]
    assert record.contacts[0].name == "Desk"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_told_by_the_header(file, delimiter):
    rows = [["id", "language", "title", "date", "body"], ["7", "en", "T", "1999-05-03", "B"]]

    assert only(file("\n".join(delimiter.join(row) for row in rows))).id == "7"


def test_foreign_names_are_explained_by_a_mapping_file(file, tmp_path):
    explanation = tmp_path / "map.toml"
    explanation.write_text(
        '[columns]\nNummer = "id"\n"Überschrift" = "title"\nDatum = "date"\nText = "body"\nArt = "type"\nThemen = "fields_of_work"\n'
        '[values.type]\nPM = "press-release"\nMeldung = "news"\n[defaults]\nlanguage = "de"\n[lists]\nseparator = "/"\n'
    )
    record = only(
        file("Nummer;überschrift ;Datum;Text;Art;Themen\n7;Büro;3. Mai 1999;Ein Text;Meldung;Wahlen/Bildung\n"),
        explained=mapping_file.read(explanation),
    )

    assert (record.id, record.title, record.date, record.type) == ("7", "Büro", "1999-05-03", "news")
    assert (record.language, record.fields_of_work) == ("de", ["Wahlen", "Bildung"])


@pytest.mark.parametrize("content", ["[columns\n", '[columns]\nA = "nothing"\n', "columns = 3\n"])
def test_mapping_file_that_is_wrong_is_refused(tmp_path, content):
    (tmp_path / "map.toml").write_text(content)

    with pytest.raises(mapping_file.MappingFileError):
        mapping_file.read(tmp_path / "map.toml")


def test_row_that_does_not_fit_is_refused_and_the_rest_is_read(file):
    items = read(
        file(b"id,language,title,date,body\n1,en,T,1999-05-03,B\n2,en,T,1999-05-03,B,C\n3,en,\xe9,1999-05-03,B\n")
    )

    assert [bool(item.record) for item in items] == [True, False, False] or items[2].guesses
    assert items[1].refusal == "The row has 6 cells, but the header has 5."
    assert items[1].where.endswith(":3")
    assert json.loads(items[1].line)["cells without a column"] == ["C"], "it can be mended among the refused ones"


def test_language_that_nobody_names_is_a_guess_that_is_told(file):
    path = file("id,title,date,body\n7,T,1999-05-03,B\n")

    assert read(path)[0].guesses == ["It names no language; 'en' was assumed."]
    assert (only(path, explained=GERMAN).language, read(path, explained=GERMAN)[0].guesses) == ("de", [])


# Feeds


def test_rss_is_read(file):
    record = only(file(RSS))

    assert (record.id, record.language, record.url) == ("seven", "fr", "https://former.example/item/7")
    assert record.date == "1999-05-03T23:30:00-05:00", "in the zone that it was written in"
    assert (record.body, record.categories) == ("<p>Text</p>", ["Elections"])


def test_rss_of_the_first_years_is_read(file):
    old = (
        '<?xml version="1.0" encoding="koi8-r"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://127.0.0.1:9/rss-0.91.dtd"><rss version="0.91"><channel><language>ru</language><item><title>Бюро&nbsp;открыто</title>'
        "<link>http://former.example/7</link><description>Текст</description><pubDate>3 May 1999</pubDate></item></channel></rss>"
    )

    assert only(file(old.encode("koi8-r"))).title.replace("\xa0", " ") == "Бюро открыто"


def test_rss_1_is_read(file):
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><dc:language>en</dc:language></channel><item rdf:about="seven"><title>T</title>'
        "<link>http://former.example/7</link><description>B</description><dc:date>1999-05-03</dc:date></item></rdf:RDF>"
    )

    assert (only(file(rdf)).date, only(file(rdf)).language) == ("1999-05-03", "en")


@pytest.mark.parametrize("wrap", ["{}", '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">{}</feed>'])
def test_atom_is_read_and_an_entry_alone_too(file, wrap):
    entry = (
        '<entry xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><id>seven</id><title>Büro</title><published>1999-05-03T10:00:00+02:00'
        '</published><updated>2000-01-01T00:00:00Z</updated><summary>Kurz</summary><content type="html">&lt;p&gt;Lang&lt;/p&gt;</content>'
        "</entry>"
    )
    record = only(file(wrap.format(entry)))

    assert (record.id, record.language, record.date) == ("seven", "de", "1999-05-03T10:00:00+02:00")
    assert (record.lead, record.body) == ("Kurz", "<p>Lang</p>")


def test_json_feed_is_read(file):
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "language": "it",
        "items": [{"id": 7, "title": "T", "content_text": "Uno <due>\n\ntre", "date_published": "1999-05-03T10:00:00Z", "tags": ["a"]}, 3],
    }  # fmt: skip
    first, second = read(file(json.dumps(feed)))

    assert (first.record.id, first.record.language, first.record.categories) == ("7", "it", ["a"])
    assert first.record.body == "Uno &lt;due&gt;\n\ntre"
    assert second.refusal.startswith("The record has no id")


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        (RSS.replace("</item>", ""), "It is not well-formed XML: line "),
        ('<!DOCTYPE rss [<!ENTITY a "b">]>' + RSS, "It declares its own entities, which are not supported."),
        ('<rss version="2.0"><channel></channel></rss>', "The feed has no items."),
        ('<?xml version="1.0"?><schema><element/></schema>', "It is XML that begins with <schema>"),
    ],
)
def test_feed_that_cannot_be_trusted_is_refused_as_a_whole(file, feed, reason):
    assert next(item.refusal for item in read(file(feed))).startswith(reason)


def test_feed_that_names_files_and_addresses_fetches_none(file, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    hostile = f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "file://{secret}">' + RSS.replace("Text", "&x;Text")

    assert all("SECRET" not in str(item) for item in read(file(hostile)))
    assert read(file(f"file://{secret}"), "feed")[0].refusal, "a text that looks like an address is not opened"


# WordPress and Drupal


def test_published_post_is_a_release(file):
    record = only(file(export(post())))

    assert (record.id, record.language, record.date) == ("7", "en", "1999-05-03T10:00:00+02:00")
    assert record.body == "<p>One &amp; two</p>\n<p>three</p>"
    assert record.categories == ["Elections"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"post_type": "page"}, "Its type is 'page'; it is not a post."),
        ({"status": "draft"}, "It was not public at its origin: its status is 'draft'."),
        ({"status": "future"}, "It was not public at its origin: its status is 'future'."),
        ({"status": "private"}, "It was not public at its origin: its status is 'private'."),
        ({"post_password": "x"}, "It was password-protected, so it was not public."),
    ],
)
def test_everything_else_in_an_export_is_skipped_with_the_reason(file, said, reason):
    items = read(file(export(post(**said), post())))

    assert [item.skipped for item in items] == [reason, ""]


def test_post_whose_hour_is_to_come_stays_an_embargo(file):
    ahead = {"status": "future", "post_date": "2999-05-03 10:00:00", "post_date_gmt": "2999-05-03 08:00:00"}

    assert only(file(export(post(**ahead)))).date == "2999-05-03T10:00:00+02:00"


def test_export_that_breaks_off_gives_what_stands_before(file):
    items = read(file(export(post(), post())[:-10]))

    assert [bool(item.record) for item in items] == [True, True, False]
    assert items[-1].refusal.startswith("It is not well-formed XML")


def test_node_is_a_release(file):
    record = only(file(json.dumps({"data": NODE, "included": BROUGHT})))

    assert (record.id, record.node, record.url) == ("u-7", 7, "https://former.example/en/item/seven")
    assert (record.body, record.lead, record.categories) == ("<p>B</p>", "S", ["Elections"])


def test_fields_of_a_node_are_explained_by_a_mapping_file(file):
    explained = Foreign(columns={"field_topics": "fields_of_work"})

    assert only(file(json.dumps({"data": [NODE], "included": BROUGHT})), explained=explained).fields_of_work == [
        "Elections"
    ]


def test_translation_of_a_node_shares_its_id(file):
    french = NODE | {"attributes": NODE["attributes"] | {"langcode": "fr", "default_langcode": False}}
    record = only(file(json.dumps({"data": [french]})))

    assert (record.id, record.language, record.translation_of) == ("u-7/fr", "fr", "u-7")


def test_what_is_no_published_node_is_skipped(file):
    hidden = NODE | {"attributes": NODE["attributes"] | {"status": False}}

    assert [item.skipped for item in read(file(json.dumps({"data": [hidden, BROUGHT[0]]})))] == [
        "It is not published at its origin.",
        "It is a term; it comes with the nodes that carry it.",
    ]


# Arbitrary bytes never make a reader raise


@st.composite
def damaged(draw) -> bytes:
    """A plausible file with a part removed, duplicated or overwritten."""
    whole = bytearray(draw(st.sampled_from(PIECES)))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(whole)))
        end = min(len(whole), start + draw(st.integers(0, 40)))
        whole[start:end] = draw(
            st.one_of(
                st.binary(max_size=12),
                st.just(bytes(whole[start:end]) * 2),
                st.sampled_from(PIECES).map(lambda piece: piece[:60]),
            )
        )
    return bytes(whole)


@settings(deadline=None, max_examples=150)
@given(content=damaged() | st.binary(max_size=200), format_=st.sampled_from(readers.FORMATS))
def test_any_file_is_read_as_any_format_without_an_error(tmp_path_factory, content, format_):
    path = tmp_path_factory.getbasetemp() / "fuzzed"
    path.write_bytes(content)

    items = read(path, format_)

    assert items
    assert all(bool(item.record) + bool(item.refusal) + bool(item.skipped) == 1 for item in items)


@pytest.mark.parametrize(("content", "format_"), [(b"\xef\xbb\xbf" * 3, "feed")])
def test_what_fuzzing_found_is_refused(file, content, format_):
    assert all(item.refusal for item in read(file(content), format_))


def test_page_larger_than_any_release_is_refused(file):
    assert read(file(b"<h1>" + b"x" * sources.LARGEST))[0].refusal == "The page is too large to be a release."


def test_file_that_packs_well_is_read_all_the_same(file):
    """A list of similar releases usually compresses about a hundredfold; a bomb a thousandfold."""
    packed = archive(a=LINE * 3000)
    assert len(LINE * 3000) > 150 * len(packed)

    assert all(item.record for item in read(file(packed)))


def test_encrypted_file_of_an_archive_is_refused(file):
    packed = bytearray(archive(a=LINE))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(signature) + at] |= 1

    assert [item.refusal for item in read(file(bytes(packed)))] == ["It is encrypted."]


def test_folder_that_leads_back_to_itself_is_read_once(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINE)
    (tmp_path / "b").symlink_to(tmp_path)
    (tmp_path / ".hidden").write_bytes(LINE)

    items = read(tmp_path)

    assert [bool(item.record) for item in items] == [True, False]
    assert items[1].refusal == "It is a link to a folder; name the folder itself."


def test_empty_folder_is_told(tmp_path):
    assert [item.refusal for item in read(tmp_path)] == ["It is empty."]


def test_limits_of_what_is_read_are_stated():
    assert (sources.LARGEST, sources.LARGEST_ARCHIVED, sources.MOST_IN_ARCHIVE, sources.DENSEST) == (
        20_000_000,
        2_000_000_000,
        1_000_000,
        1_000,
    )

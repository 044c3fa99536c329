"""Imported text: hidden text is left out and counted, and cleaning a second time changes nothing."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releases.importing.mapping import map_record
from releases.importing.pictures import taken_out
from releases.importing.records import SourceRelease
from releases.importing.terms import Resolver
from releases.importing.texts import put_in_order, rich
from releases.models import Edition
from releases.tests.foreign_files import NODE, export, post
from releases.tests.importing import run
from releases.tests.making import make_field
from taxonomy import snapshot
from taxonomy.tests.generated_html import HTML, NEAT

PICTURE = '<img src="/a.jpg" alt="A bridge">'
FIGURES = st.sampled_from([PICTURE, f"<figure>{PICTURE}<figcaption>Opened</figcaption></figure>", f'<a href="/b.png">{PICTURE}</a>', f"<p>{PICTURE}", f"<ul><li>{PICTURE}</ul>"])  # fmt: skip
PICTURED = st.lists(HTML | FIGURES, max_size=4).map("".join)

pytestmark = pytest.mark.django_db


def make_source(**overrides: str) -> SourceRelease:
    values: dict[str, Any] = {
        "id": "a",
        "language": "en",
        "title": "Mission opens",
        "date": "1999-05-03",
        "body": "<p>Seen</p>",
    }
    return SourceRelease(**values | overrides)


@settings(max_examples=500, deadline=None)
@given(HTML)
def test_text_that_is_imported_again_is_the_same(html):
    once, _cleaning = rich(html)

    assert rich(once)[0] == once


@settings(max_examples=100, deadline=None)
@given(PICTURED)
def test_text_without_its_pictures_is_the_same_when_it_is_imported_again(html):
    once = rich(taken_out(html, "https://former.example/").html)[0]
    again = taken_out(once, "https://former.example/")

    assert (rich(again.html)[0], again.files) == (once, [])


def test_hidden_text_is_left_out_and_counted_by_the_way_it_was_hidden():
    text, cleaning = rich('<p>Seen<span style="mso-hide:all">not seen</span><del>nor this</del></p>')

    assert text == "<p>Seen</p>"
    assert cleaning is not None
    assert str(cleaning).startswith("hidden text (del) ×1, hidden text (mso-hide) ×1")


def test_report_of_a_record_says_that_hidden_text_was_left_out():
    make_field("Elections")
    record = SourceRelease(
        id="1", language="en", title="Mission opens", date="2001-02-03", body="<p>Seen <b hidden>not seen</b></p>"
    )

    mapped = map_record(record, Resolver(snapshot.current()))

    assert "not seen" not in mapped.text.body
    assert ("cleaned", "Removed: hidden text (hidden) ×1.") in [
        (kind, sentence.split(", ")[0].rstrip(".") + ".") for kind, sentence in mapped.findings
    ]


SECRET = "until nine"
BODY = f'<p>Seen<span style="display:none">{SECRET}</span></p>'
ESCAPED = BODY.replace("<", "&lt;").replace(">", "&gt;")
SOURCES = {
    "jsonl": '{"id": "a", "language": "en", "title": "T", "date": "1999-05-03", "body": "<p>Seen<b hidden>until nine</b></p>"}',
    "csv": f"id;language;title;date;body\na;en;T;1999-05-03;{BODY.replace(';', ',')}\n",
    "feed": f'<rss version="2.0"><channel><title>T</title><language>en</language><item><guid>a</guid><title>T</title>'
    f"<pubDate>Mon, 03 May 1999 10:00:00 GMT</pubDate><description>{ESCAPED}</description></item></channel></rss>",
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title><entry><id>a</id><title>T</title>'
    f'<published>1999-05-03</published><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{BODY}</div></content></entry></feed>',
    "json feed": '{"version": "https://jsonfeed.org/version/1.1", "language": "en", "items": [{"id": "a", "title": "T",'
    ' "date_published": "1999-05-03", "content_html": "<p>Seen<del>until nine</del></p>"}]}',
    "wxr": export(post().replace("One &amp; two", BODY)),
    "drupal": json.dumps({"data": [NODE | {"attributes": NODE["attributes"] | {"body": {"processed": BODY}}}]}),
    "page": '<html lang="en"><head><style>.later {display: none}</style></head><h1>T</h1><p>VIENNA, 3 May 1999 - Seen'
    f'<span class="later">{SECRET}</span></p><div style="visibility:hidden"><p>{SECRET}</p></div></html>',
}


@pytest.mark.parametrize("source", SOURCES)
def test_hidden_text_is_left_out_and_counted_in_every_format(source, tmp_path):
    path, told = tmp_path / "source", tmp_path / "report.json"
    path.write_text(SOURCES[source])

    run(path, report=told)

    edition = Edition.objects.get()
    assert SECRET not in edition.body
    assert "Seen" in edition.body
    assert sum(json.loads(told.read_text())["hidden"].values()) == (2 if source == "page" else 1)


def test_hidden_text_is_left_out_of_a_headline_and_a_lead_as_well():
    mapped = map_record(
        make_source(title="T<span style='display:none'>x</span>", lead="L <b hidden>until nine</b> <i>only</i>"),
        Resolver(snapshot.current()),
    )

    assert (mapped.text.headline, mapped.text.lead) == ("T", "L only")
    assert mapped.cleaning.hidden == {"display": 1, "hidden": 1}


STRUCK = {
    "s": "<s>Monday</s>",
    "strike": "<strike>Monday</strike>",
    "style": '<span style="text-decoration: line-through">Monday</span>',
    "style of the line": '<b style="text-decoration-line:line-through">Monday</b>',
}


@pytest.mark.parametrize("way", STRUCK)
def test_words_that_were_struck_out_stay_so_and_are_asked_about(way):
    mapped = map_record(make_source(body=f"<p>On {STRUCK[way]} Tuesday.</p>"), Resolver(snapshot.current()))

    assert "<s>Monday</s>" in mapped.text.body
    assert ("struck out", "“Monday” is struck out, at the source and here; is it part of the text?") in mapped.findings


@pytest.mark.parametrize("words", ['<font color="#FFF">Monday</font>', '<span style="color: white">Monday</span>'])
def test_white_words_on_a_ground_that_nobody_knows_are_asked_about(words):
    mapped = map_record(make_source(body=f"<p>On {words} Tuesday.</p>"), Resolver(snapshot.current()))

    assert "Monday" in mapped.text.body
    assert [kind for kind, _ in mapped.findings if kind == "white text"] == ["white text"]


def test_white_words_on_a_dark_ground_are_part_of_the_text():
    body = '<table bgcolor="navy"><tr><td><font color="white">Monday</font></td></tr></table>'
    mapped = map_record(make_source(body=body), Resolver(snapshot.current()))

    assert "Monday" in mapped.text.body
    assert [kind for kind, _ in mapped.findings if kind == "white text"] == []


@settings(max_examples=500, deadline=None)
@given(HTML | NEAT)
def test_text_that_is_in_order_already_comes_out_as_if_it_had_been_cleaned(html):
    assert rich(html, "en") == put_in_order(html, "en")

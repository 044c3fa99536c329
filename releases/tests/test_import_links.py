"""What a text says by its links and its lines comes across: relative links lead where they led, lines stay lines."""

import json

import pytest

from releases.importing import readers
from releases.importing.lines import in_html, read_once_more, with_paragraphs
from releases.importing.links import resolved
from releases.models import Edition
from releases.tests.foreign_files import export, post
from releases.tests.importing import make_record, run, write

BASE = "https://former.example/news/item"
RESOLVED = {
    "/about": "https://former.example/about",
    "?p=3": "https://former.example/news/item?p=3",
    "../x": "https://former.example/x",
    "other": "https://former.example/news/other",
    "//cdn.example/a.pdf": "https://cdn.example/a.pdf",
    "/a?b=1&amp;c=2#d": "https://former.example/a?b=1&amp;c=2#d",
    "https://elsewhere.example/x": "https://elsewhere.example/x",
    "mailto:press@former.example": "mailto:press@former.example",
    "#note": "#note",
    "https://former.example/news/item#note": "#note",
    "http://[": "http://[",
}


@pytest.mark.parametrize(("href", "expected"), RESOLVED.items())
def test_link_leads_where_it_led(href, expected):
    assert resolved(f'<p><a class="x" href="{href}">x</a></p>', BASE) == f'<p><a class="x" href="{expected}">x</a></p>'


@pytest.mark.parametrize("quotes", ["'/about'", "/about", '"/about"'])
def test_link_is_read_in_whatever_quotes(quotes):
    assert resolved(f"<A HREF={quotes}>x</A>", BASE) == '<A HREF="https://former.example/about">x</A>'


@pytest.mark.parametrize("base", ["", "/news/item", "ftp://former.example/"])
def test_links_stay_as_they_are_where_nothing_says_what_they_are_relative_to(base):
    assert resolved('<a href="../x">x</a>', base) == '<a href="../x">x</a>'


LINK = '<p>See <a href="/about">us</a>.</p>'
ESCAPED = LINK.replace("<", "&lt;").replace(">", "&gt;")


def rss(item, channel="", body=ESCAPED):
    return (
        f'<rss version="2.0"{channel}><channel><title>T</title><link>https://channel.example/</link><language>en</language><item{item}'
        f"<guid isPermaLink='false'>a</guid><title>T</title><pubDate>1999-05-03</pubDate><description>{body}</description></item></channel></rss>"
    )


def atom(entry, content='type="html"'):
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title><link href="https://channel.example/"/><entry><id>a</id>'
        f"<title>T</title><published>1999-05-03</published>{entry}<content {content}>{ESCAPED}</content></entry></feed>"
    )


SOURCES = {
    "the link of an item": (rss("><link>https://item.example/5</link>"), "https://item.example/about"),
    "the link of the channel": (rss(">"), "https://channel.example/about"),
    "xml:base of an item": (rss(" xml:base='https://base.example/x/'>"), "https://base.example/about"),
    "xml:base of the feed": (rss(">", " xml:base='https://base.example/x/'"), "https://base.example/about"),
    "the link of an entry": (atom('<link href="https://item.example/5"/>'), "https://item.example/about"),
    "a relative link of an entry": (atom('<link href="/5"/>'), "https://channel.example/about"),
    "xml:base of a content": (atom("", 'type="html" xml:base="https://base.example/"'), "https://base.example/about"),
    "a relative xml:base": (atom("", 'type="html" xml:base="/x/"'), "https://channel.example/about"),
    "a JSON Feed": (
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "language": "en", "home_page_url": "https://channel.example/", "items": [
            {"id": "a", "title": "T", "date_published": "1999-05-03", "content_html": LINK},
        ]}),
        "https://channel.example/about",
    ),
    "a JSON Feed with relative addresses": (
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "language": "en", "home_page_url": "https://channel.example/", "items": [
            {"id": "a", "title": "T", "date_published": "1999-05-03", "content_html": LINK, "url": "/5"},
        ]}),
        "https://channel.example/about",
    ),
    "WordPress": (export(post().replace("One &amp; two", LINK)), "https://former.example/about"),
    "a saved page": (
        f'<html lang="en"><link rel="canonical" href="https://page.example/5"><h1>T</h1><time>1999-05-03</time>{LINK}</html>',
        "https://page.example/about",
    ),
    "a saved page with a base": (
        f'<html lang="en"><base href="https://base.example/"><h1>T</h1><time>1999-05-03</time>{LINK}</html>',
        "https://base.example/about",
    ),
    "JSON Lines": (json.dumps(make_record(url=BASE, body=LINK)), "https://former.example/about"),
    "JSON Lines without an address": (json.dumps(make_record(body=LINK)), "/about"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("source", SOURCES)
def test_relative_link_of_a_text_is_read_against(source, tmp_path):
    content, expected = SOURCES[source]
    path = tmp_path / "source"
    path.write_text(content)

    run(path)

    assert f'<a href="{expected}">us</a>' in Edition.objects.get().body


@pytest.mark.django_db
def test_text_of_our_own_export_keeps_its_links(tmp_path):
    run(write(tmp_path / "lines", make_record(url=BASE, body=LINK, verbatim=True)))

    assert Edition.objects.get().body == LINK


@pytest.mark.django_db
def test_footnotes_lead_down_and_up_again_and_words_of_another_language_stay_marked(tmp_path):
    body = (
        '<p lang="EN-GB">Text <span lang="fr">communiqué</span><a href="https://former.example/news/item#_ftn1" name="_ftnref1">[1]</a></p>'
        '<p><a href="#_ftnref1" name="_ftn1">[1]</a> <span lang="EN-US">Note</span></p>'
    )
    run(write(tmp_path / "lines", make_record(url=BASE, body=body)))

    assert Edition.objects.get().body == (
        '<p>Text <span lang="fr">communiqué</span><a href="#t-_ftn1" id="t-_ftnref1">[1]</a></p>'
        '<p><a href="#t-_ftnref1" id="t-_ftn1">[1]</a> Note</p>'
    )


@pytest.mark.django_db
def test_list_of_definitions_is_one(tmp_path):
    run(write(tmp_path / "lines", make_record(body="<dl><dt>OSCE</dt><dd>An organisation</dd></dl>")))

    assert Edition.objects.get().body == "<dl><dt>OSCE</dt><dd>An organisation</dd></dl>"


@pytest.mark.django_db
def test_body_that_was_escaped_twice_is_read_once_more_and_that_is_told(tmp_path):
    path = tmp_path / "feed"
    path.write_text(rss(">", body=ESCAPED.replace("&", "&amp;")))
    run(path, report=tmp_path / "report.json")

    assert Edition.objects.get().body == '<p>See <a href="https://channel.example/about">us</a>.</p>'
    reasons = [found["reason"] for found in json.loads((tmp_path / "report.json").read_text())["findings"]]
    assert "Its HTML was escaped twice, and was read once more." in reasons


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("&lt;p&gt;One&lt;/p&gt;", "<p>One</p>"),
        ("One&lt;br /&gt;two", "One<br />two"),
        ("<p>Caf&amp;eacute;&amp;nbsp;&amp;#8211; AT&amp;amp;T</p>", "<p>Caf&eacute;&nbsp;&#8211; AT&amp;T</p>"),
        ("<p>Write &lt;/b&gt; at the end</p>", "<p>Write &lt;/b&gt; at the end</p>"),
        ("a &lt; b and c &gt; d", "a &lt; b and c &gt; d"),
        ("<p>Roma &amp; Sinti; others</p>", "<p>Roma &amp; Sinti; others</p>"),
    ],
)
def test_only_what_was_escaped_twice_is_read_once_more(text, read):
    assert read_once_more(text) == read


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One line", "One line"),
        ("Contact:\nAnna Muster\nVienna", "<p>Contact:<br>Anna Muster<br>Vienna</p>"),
        ("One\n\ntwo\nthree\n \n\nfour", "<p>One</p>\n<p>two<br>three</p>\n<p>four</p>"),
        (
            "The Mission opened an office on Monday, in the presence of all\nits members and of those who had asked for it over the years,\nas announced.",
            "<p>The Mission opened an office on Monday, in the presence of all its members and of those who had asked for it over the years, as announced.</p>",
        ),
    ],
)
def test_lines_of_plain_text_stay_lines_unless_a_program_broke_them(text, html):
    assert in_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One <b>b</b>\ntwo\n\nthree", "<p>One <b>b</b><br>\ntwo</p>\n<p>three</p>"),
        ("One\n\n<ul>\n<li>a</li>\n</ul>\n\ntwo", "<p>One</p>\n<ul>\n<li>a</li>\n</ul>\n<p>two</p>"),
        ("<p>One</p>\n<p>two</p>", "<p>One</p>\n<p>two</p>"),
        ("One<br />\ntwo", "<p>One<br />\ntwo</p>"),
    ],
)
def test_paragraphs_of_old_posts_are_told_by_their_lines(text, html):
    assert with_paragraphs(text) == html


@pytest.mark.django_db
def test_plain_text_of_a_json_feed_keeps_its_lines(tmp_path):
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "language": "en",
        "items": [{"id": "a", "title": "T", "date_published": "1999-05-03", "content_text": "One & <two>\nthree\n\nfour"}],
    }  # fmt: skip
    path = tmp_path / "feed"
    path.write_text(json.dumps(feed))
    run(path)

    assert Edition.objects.get().body == "<p>One &amp; &lt;two&gt;<br>three</p>\n<p>four</p>"


def test_entry_with_a_relative_address_gets_it_in_full(tmp_path):
    path = tmp_path / "feed"
    path.write_text(atom('<link href="/5"/>'))
    (item,) = readers.read(path)

    assert item.record
    assert item.record.url == "https://channel.example/5"


def test_list_of_definitions_in_the_text_of_a_page_is_one_and_a_list_of_its_facts_is_not_part_of_it(tmp_path):
    path = tmp_path / "page"
    path.write_text(
        '<html lang="en"><h1>T</h1><dl><dt>Date</dt><dd>3 May 1999</dd></dl><p>It says:</p><dl><dt>OSCE</dt><dd>An organisation</dd></dl></html>'
    )
    (item,) = readers.read(path)

    assert item.record
    assert item.record.body == "<p>It says:</p>\n<dl><dt>OSCE</dt><dd>An organisation</dd></dl>"

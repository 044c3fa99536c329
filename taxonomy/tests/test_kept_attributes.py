"""Places within a text, languages and directions survive the cleaning, and nothing else comes in by their names."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from taxonomy.richtext import clean

ANCHORS = {
    "footnote of Word": (
        '<p>Text<a href="#_ftn1" name="_ftnref1">[1]</a></p><p><a href="#_ftnref1" name="_ftn1">[1]</a> Note</p>',
        '<p>Text<a href="#t-_ftn1" id="t-_ftnref1">[1]</a></p><p><a href="#t-_ftnref1" id="t-_ftn1">[1]</a> Note</p>',
    ),
    "footnote of a weblog": (
        '<p>Text<sup id="fnref:1"><a href="#fn:1">1</a></sup></p><ol><li id="fn:1">Note <a href="#fnref:1">↩</a></li></ol>',
        '<p>Text<sup id="t-fnref-1"><a href="#t-fn-1">1</a></sup></p><ol><li id="t-fn-1">Note <a href="#t-fnref-1">↩</a></li></ol>',
    ),
    "table of contents": (
        '<p><a href="#%D0%B8%D1%82%D0%BE%D0%B3">Итог</a></p><h2 id="итог">Итог</h2>',
        '<p><a href="#t-place">Итог</a></p><h2 id="t-place">Итог</h2>',
    ),
    "empty anchor": (
        '<p><a href="#end">Down</a></p><p><a name="end"></a>The end</p>',
        '<p><a href="#t-end">Down</a></p><p id="t-end"><a></a>The end</p>',
    ),
    "span": (
        '<p><a href="#here">x</a> and <span id="here" class="x">here</span></p>',
        '<p><a href="#t-here">x</a> and <span id="t-here">here</span></p>',
    ),
    "division": (
        '<p><a href="#part">x</a></p><div id="part"><p>One</p><p>Two</p></div>',
        '<p><a href="#t-part">x</a></p><p id="t-part">One</p><p>Two</p>',
    ),
    "two alike": (
        '<p><a href="#a.b">1</a><a href="#a-b">2</a></p><p id="a.b">1</p><p id="a-b">2</p>',
        '<p><a href="#t-a-b">1</a><a href="#t-a-b-2">2</a></p><p id="t-a-b">1</p><p id="t-a-b-2">2</p>',
    ),
    "an identifier and a name": (
        '<p><a href="#a">1</a><a href="#b">2</a></p><p><a id="a" name="b">Here</a></p>',
        '<p><a href="#t-a">1</a><a href="#t-a">2</a></p><p><a id="t-a">Here</a></p>',
    ),
}
LANGUAGES = [
    ('<p dir="rtl" lang="ar">نص</p>', '<p dir="rtl" lang="ar">نص</p>'),
    ('<p dir="RTL">نص</p>', '<p dir="rtl">نص</p>'),
    ('<p>The <span lang="fr" class="x">communiqué</span></p>', '<p>The <span lang="fr">communiqué</span></p>'),
    ('<p>The <em lang="la">status quo</em></p>', '<p>The <em lang="la">status quo</em></p>'),
    (
        '<div dir="rtl" lang="ar"><p>نص</p><p lang="fa">متن</p></div>',
        '<p lang="ar" dir="rtl">نص</p><p lang="fa" dir="rtl">متن</p>',
    ),
    ('<section lang="fr">Texte</section>', '<span lang="fr">Texte</span>'),
    ('<dl lang="fr"><dt>Un</dt><dd>Deux</dd></dl>', '<dl lang="fr"><dt>Un</dt><dd>Deux</dd></dl>'),
]
DROPPED = [
    '<p id="main">x</p>',  # nothing leads to it
    '<p lang="<script>">x</p>',
    '<p lang="a">x</p>',
    '<p dir="up">x</p>',
    "<p><span>x</span></p>",
    '<p><span class="y" style="color:red">x</span></p>',
]


@pytest.mark.parametrize("way", ANCHORS)
def test_links_within_a_text_lead_where_they_led(way):
    before, after = ANCHORS[way]

    assert clean(before) == after
    assert clean(after) == after
    tree = LexborHTMLParser(after)
    for link in tree.css("a[href]"):
        assert tree.css_first((link.attributes["href"] or "").replace(".", "\\."))


@pytest.mark.parametrize(("before", "after"), LANGUAGES)
def test_language_and_direction_survive(before, after):
    assert clean(before) == after
    assert clean(after) == after


@pytest.mark.parametrize("html", DROPPED)
def test_what_says_nothing_is_taken_away(html):
    assert clean(html) == "<p>x</p>"


@pytest.mark.parametrize("name", ["main", "csrfmiddlewaretoken", "__proto__", 'x" onclick="y', "a b"])
def test_no_identifier_of_a_page_can_be_taken(name):
    safe = name.replace('"', "&quot;")
    tree = LexborHTMLParser(clean(f'<p><a href="#{safe}">x</a></p><h2 id="{safe}">y</h2>'))

    assert [(node.attributes["id"] or "")[:2] for node in tree.css("[id]")] == ["t-"]


def test_link_to_a_place_that_is_not_there_stays():
    assert clean('<p><a href="#top">Top</a></p>') == '<p><a href="#top">Top</a></p>'

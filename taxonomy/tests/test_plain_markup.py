"""What is taken for plain has no attribute but the address of a link, and no element but the usual ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from taxonomy import richtext
from taxonomy.plain_markup import ELEMENTS, is_plain, is_settled
from taxonomy.tests.generated_html import NEAT

PIECES = [
    "<p>", "</p>", "<P>", "<p >", "<p\n>", "<p/>", "<p hidden>", "<p/hidden>", '<p style="display:none">', "<br>", "<br/>", "<br />", "<b", ">", "<",
    "<a href=\"/x\">", "<a href='/x'>", '<a href="/x" hidden>', "</a>", "<a>", "<del>", "</del>", "<!-- x -->", "<!", "<?x?>", "<noscript>", "<svg>", "<ul>",
    "<li>", "<h2>", "<h9>", "<table>", "<td>", "word", "hidden", '"', "'", " ", "&lt;p hidden&gt;", "<style>p{}</style>", "<s>", "</", "<span>", "<title>", "\x00",
]  # fmt: skip
USUAL = {*ELEMENTS.replace("h[1-6]", "h1|h2|h3|h4|h5|h6").split("|"), "a", "html", "head", "body", "-text"}


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_plain_markup_can_hide_nothing(html):
    if not is_plain(html):
        return
    nodes = LexborHTMLParser(html).css("*")

    assert {node.tag for node in nodes} <= USUAL
    assert {name for node in nodes for name in node.attributes} <= {"href"}


@pytest.mark.parametrize(
    "html", ["", "Words.", "<p>One</p>\n<ul><li>Two</li></ul>", '<p>See <a href="/x">there</a><br /></p>']
)
def test_usual_text_is_plain(html):
    assert is_plain(html)


@settings(max_examples=500, deadline=None)
@given(NEAT)
def test_settled_markup_is_what_cleaning_makes_of_it(html):
    assert not is_settled(html) or richtext.thoroughly(html) == html


def test_careful_text_is_settled():
    assert is_settled("<h2>Office</h2>\n<p>VIENNA, 3 May – «We <strong>opened</strong> today», said R&amp;D.</p>")

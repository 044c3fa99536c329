"""The rich-text policy: what it keeps, and that nothing hostile survives it."""

from itertools import product

import pytest
from selectolax.lexbor import LexborHTMLParser

from taxonomy.richtext import clean

KEPT = [
    "<p>Text with <strong>weight</strong> and <em>stress</em>.</p>",
    "<h2>Heading</h2><p>Text</p><h3>Below</h3><h4>Lower</h4>",
    "<ul><li><p>One</p></li><li><p>Two</p></li></ul>",
    '<ol start="3"><li>Three</li></ol>',
    "<blockquote><p>Quoted</p></blockquote>",
    '<p><a href="https://www.osce.example/a?b=c&amp;d=e">a link</a></p>',
    '<p><a href="mailto:press@newsroom.example">mail</a> <a href="/releases/1/">ours</a></p>',
    "<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>",
    "<p>H<sub>2</sub>O<br>m<sup>2</sup></p><hr>",
    "<p>On <s>Monday</s> Tuesday.</p>",
    "<p>Русский текст, Türkiye, Łódź</p>",
]

TAKEN_AWAY = [
    ('<p style="color:red" class="x" id="y" onclick="z()">Text</p>', "<p>Text</p>"),
    ("<h1>Headline</h1>", "Headline"),
    ("<p>Before<script>alert(1)</script>after</p>", "<p>Beforeafter</p>"),
    ("<p>a\x00b</p>", "<p>ab</p>"),
    ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
    ('<p>x<img src="https://elsewhere.example/pixel.gif">y</p>', "<p>xy</p>"),
    ("<p></p>", ""),
]

# Ways to write a script, and places to hide it.
SCRIPTS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' jAvAsCrIpT:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href='javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><input type=submit></form>",
    "<button formaction='javascript:alert(1)'>x</button>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
]
HIDING_PLACES = [
    "{}",
    "<p>{}</p>",
    "<table><tr><td>{}</td></tr></table>",
    "<svg><style>{}</style></svg>",
    "<math><annotation-xml encoding='text/html'>{}</annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math>{}",
    "<!--><!-- {} -->",
    "<textarea>{}</textarea>",
    "<a title='{}'>x</a>",
]

ALLOWED_TAGS = {
    "p", "strong", "em", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "a", "table", "tbody", "thead", "tr", "th", "td",
    "br", "s", "sup", "sub", "hr",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"href", "rel", "title", "start", "type", "data-type", "rowspan", "colspan"}
ALLOWED_SCHEMES = ("http://", "https://", "mailto:", "tel:")


def tags(html: str):
    """The elements that a browser would build from the HTML."""
    tree = LexborHTMLParser(f"<!doctype html><html><head></head><body>{html}</body></html>")
    return [node for node in tree.css("body *") if node.tag and not node.tag.startswith("-")]


@pytest.mark.parametrize("html", KEPT)
def test_text_of_the_newsroom_is_kept_as_it_is(html):
    assert clean(html) == html


@pytest.mark.parametrize(("html", "cleaned"), TAKEN_AWAY)
def test_everything_outside_the_policy_is_removed(html, cleaned):
    assert clean(html) == cleaned


@pytest.mark.parametrize("place", HIDING_PLACES)
@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.promise(39)
def test_hostile_text_comes_out_inert_and_cleaning_again_changes_nothing(script, place):
    html = clean(place.replace("{}", script))

    for node in tags(html):
        assert node.tag in ALLOWED_TAGS
        assert set(node.attributes) <= ALLOWED_ATTRIBUTES
        href = node.attributes.get("href")
        assert href is None or href.startswith(ALLOWED_SCHEMES) or ":" not in href.split("/")[0]
    assert clean(html) == html


@pytest.mark.promise(39)
def test_hostile_corpus_is_large_enough_to_be_meaningful():
    assert len(list(product(SCRIPTS, HIDING_PLACES))) >= 250

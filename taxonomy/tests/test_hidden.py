"""Text that was invisible at its source is not part of the text, however it was hidden."""

import pytest
from hypothesis import given, settings

from taxonomy.hidden import without_hidden
from taxonomy.richtext import clean
from taxonomy.tests.generated_html import HTML

SECRET = "until nine"
HIDDEN = {
    "style": f'<span style="display:none">{SECRET}</span>',
    "style with spaces, capitals and a comment": f'<span style="COLOR: red; Display : NONE /* x */ !important">{SECRET}</span>',
    "Word": f'<span lang=EN style="mso-hide:all">{SECRET}</span>',
    "visibility": f'<b style="visibility:hidden">{SECRET}</b>',
    "collapsed": f'<b style="visibility: collapse">{SECRET}</b>',
    "content visibility": f'<b style="content-visibility:hidden">{SECRET}</b>',
    "attribute": f"<span hidden>{SECRET}</span>",
    "attribute with a value": f'<span hidden="until-found">{SECRET}</span>',
    "size 0": f'<span style="font-size:0">{SECRET}</span>',
    "size 0.0pt": f'<span style="font-size: 0.0pt">{SECRET}</span>',
    "opacity": f'<span style="opacity:.0">{SECRET}</span>',
    "transparent": f'<span style="color: transparent">{SECRET}</span>',
    "transparent by numbers": f'<span style="color: rgba(0, 0, 0, 0)">{SECRET}</span>',
    "its own ground": f'<span style="color:#fff;background:#fff">{SECRET}</span>',
    "its own ground, named": f'<span style="background-color: white; color: white">{SECRET}</span>',
    "clip": f'<span style="position:absolute;clip:rect(0 0 0 0)">{SECRET}</span>',
    "clip path": f'<span style="clip-path: inset(50%)">{SECRET}</span>',
    "no room": f'<span style="height:0;overflow:hidden;display:block">{SECRET}</span>',
    "outside": f'<span style="position:absolute;left:-9999px">{SECRET}</span>',
    "indented away": f'<span style="text-indent:-5000em">{SECRET}</span>',
    "scaled": f'<span style="transform: scale(0)">{SECRET}</span>',
    "deleted": f"<del>{SECRET}</del>",
    "deleted in Word": f"<span class=msoDel>{SECRET}</span>",
    "without script": f"<noscript>{SECRET}</noscript>",
    "without script, a paragraph": f"<noscript><p>{SECRET}</p></noscript>",
    "template": f"<template>{SECRET}</template>",
    "dialog": f"<dialog>{SECRET}</dialog>",
    "data of Office": f"<xml><w:View>{SECRET}</w:View></xml>",
    "comment": f"<!-- {SECRET} -->",
    "conditional comment": f"<!--[if gte mso 9]><p>{SECRET}</p><![endif]-->",
    "style sheet": f"<style>.a, span.secret {{ display: none }}</style><span class='secret x'>{SECRET}</span>",
    "style sheet of Word": f"<style><!-- span.Hide {{mso-style-name:Hide; mso-hide:all;}} --></style><span class=Hide>{SECRET}</span>",
    "within": f'<div style="display:none"><p>{SECRET}</p><ul><li>{SECRET}</li></ul></div>',
    "script": f"<script>'{SECRET}'</script>",
    "moved out": f'<span style="margin-left:-9999px">{SECRET}</span>',
    "zoomed": f'<span style="zoom:0">{SECRET}</span>',
    "the ground around it": f'<table bgcolor="#FFFFFF"><tr><td><font color="white">{SECRET}</font></td></tr></table>',
    "the ground around it, in numbers": f'<div style="background:#fff"><p style="color:rgb(255, 255, 255)">{SECRET}</p></div>',
    "letters for the style": f'<span style="displa&#121;:none">{SECRET}</span>',
    "for screen readers": f'<span class="screen-reader-text">{SECRET}</span>',
    "class of Drupal": f'<div class="x visually-hidden">{SECRET}</div>',
    "class of Bootstrap": f'<span class="sr-only">{SECRET}</span>',
    "comment in Word": f'<div style="mso-element:comment-list"><p>{SECRET}</p></div>',
    "mark of a comment in Word": f"<span class=MsoCommentReference>{SECRET}</span>",
    "deleted in the XML of Word": f"<w:del>{SECRET}</w:del>",
    "frame that is shown instead": f"<iframe src='/x'>{SECRET}</iframe>",
    "film that is shown instead": f"<video>{SECRET}</video>",
    "list of proposals": f"<datalist><option>{SECRET}</option></datalist>",
    "title of a page": f"<title>{SECRET}</title>",
    "deeply": "<span style='visibility:hidden'>" + "<i>" * 2000 + SECRET + "</i>" * 2000 + "</span>",
    "text area of a page": f"<textarea hidden>{SECRET}</textarea>",
}
SHOWN = [
    '<span style="display:inline">seen</span>',
    '<span style="font-size:0.9em">seen</span>',
    '<span style="font-size:10pt">seen</span>',
    '<span style="opacity:.5">seen</span>',
    '<span style="color:white;background:black">seen</span>',
    '<span style="left:-2px">seen</span>',
    '<span style="overflow:hidden">seen</span>',
    '<span style="height:0">seen</span>',
    '<span aria-hidden="true">seen</span>',
    "<s>seen</s>",
    "<ins>seen</ins>",
    "<dialog open>seen</dialog>",
    '<span style="font-size:0">hidden<span style="font-size:12pt">seen</span></span>',
    '<span style="visibility:hidden">hidden<b style="visibility:visible">seen</b></span>',
    "<style>@media print { span { display: none } }</style><span>seen</span>",
    "<style>span:hover { display: none }</style><span>seen</span>",
    "<style>} nonsense {{{ display:none</style><span>seen</span>",
    '<td style="background:#fff;color:#fff">hidden<font color="black">seen</font></td>',
    '<span style="color:white">seen</span>',  # on a page of which nothing is known
    "<style>span { display: none }</style><span style='display:inline'>seen</span>",
    '<span class="hidden-gem">seen</span>',
    "the word hidden, and display: none, as text: seen",
]


@pytest.mark.parametrize("way", HIDDEN)
@pytest.mark.promise(67)
def test_hidden_text_is_left_out_however_it_is_hidden(way):
    cleaned = clean(f"<p>Before{HIDDEN[way]} after</p>")

    assert SECRET not in cleaned
    assert "Before" in cleaned
    assert "after" in cleaned


@pytest.mark.parametrize("shown", SHOWN)
def test_what_readers_saw_is_kept(shown):
    assert "seen" in clean(f"<p>Before {shown} after</p>")


def test_what_is_shown_again_within_something_hidden_is_kept_alone():
    text = '<p><span style="font-size:0">one<i>two</i><b style="font-size:9pt">three</b></span></p>'

    assert "three" in clean(text)
    assert "one" not in clean(text)
    assert "two" not in clean(text)


def test_each_way_of_hiding_is_counted():
    _text, ways = without_hidden(
        '<p><span style="display:none">a</span><b hidden>b</b><del>c</del><span style="display:none">d<i hidden>e</i></span></p>'
    )

    assert ways == {"display": 2, "hidden": 1, "del": 1}


def test_what_follows_on_an_open_noscript_was_seen_by_nobody():
    assert clean(f"<p>Seen</p><noscript><p>{SECRET}</p>") == "<p>Seen</p>"


def test_a_film_that_says_nothing_is_no_hidden_text():
    assert without_hidden("<p>Seen <video src='/x'></video><iframe src='/y'></iframe></p>")[1] == {}


def test_text_without_anything_hidden_is_not_touched():
    text = "<p>As it <B>was</B> written &eacute; – with <br/>its own letters"

    assert without_hidden(text) == (text, {})


@settings(max_examples=400, deadline=None)
@given(HTML)
def test_cleaning_again_changes_nothing(html):
    once = clean(html)

    assert clean(once) == once

"""Pasting in a browser, from each program that texts come from: what it put on the clipboard is pasted, and pasted again."""

import re

import pytest
from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser, LexborNode

from releases.importing.pasted import pasted
from releases.tests import clipboards
from releases.tests.browser.accessibility import runs_over, violations
from releases.tests.browser.newsroom import of_anna

SOURCES = (
    "WORD", "WORD_FOR_MAC", "WORD_FOR_THE_WEB", "WORD_IN_RUSSIAN", "OUTLOOK", "OUTLOOK_ON_THE_WEB", "GOOGLE_DOCS", "GOOGLE_DOCS_PAGE", "LIBREOFFICE", "PAGES",
    "PDF_VIEWER",
)  # fmt: skip
# As programs put a text on the clipboard.
COPY = """([content, type]) => document.addEventListener("copy", (event) => {
  event.clipboardData.setData(type, content);
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true, once: true })"""
PASTED = """<html><head><style>.Later { display: none }</style></head><body><p>Seen<span style='display:none;mso-hide:all'>until nine</span></p>
<p class=Later>until nine</p><p>On <del>until nine</del> <span style="text-decoration:line-through">Monday</span> Tuesday</p></body></html>"""
PART = "h2, h3, h4, p, li, th, td, sup, s, strong, em, a[href^='#']"


def outline(html: str) -> list[tuple[str, str]]:
    """Each part of a text with its words, and lists with the number where they begin."""
    tree = LexborHTMLParser(html)
    parts = [
        (str(node.tag), " ".join(node.text(separator=" ").split())) for node in tree.css(PART) if not _is_within(node)
    ]
    begins = [("ol", node.attributes.get("start") or "1") for node in tree.css("ol")]
    return sorted([part for part in parts if part[1]] + begins)  # marks of the same words may be nested in any order


def _is_within(paragraph: LexborNode) -> bool:
    """A paragraph of an item or cell, which the editor makes of its words."""
    return paragraph.tag == "p" and paragraph.parent is not None and paragraph.parent.tag in ("li", "th", "td")


def copy_and_paste(page: Page, content: str = "") -> None:
    if content:
        page.evaluate(COPY, [content, "text/plain" if content == clipboards.PDF_VIEWER else "text/html"])
    page.keyboard.press("Control+C")
    page.keyboard.press("Control+V")


def of_the_editor(page: Page, expected: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Once it has what is expected, or after a while."""
    found: list[tuple[str, str]] = []
    for _attempt in range(40):
        if (found := outline(page.locator(".field-body .ProseMirror[contenteditable=true]").inner_html())) == expected:
            break
        page.wait_for_timeout(50)
    return found


def test_text_of_every_program_is_pasted_with_its_structure_and_again_as_the_same(people):
    edition = of_anna(headline="Text for pasting", body="<p></p>")
    anna = people("anna")
    said: list[str] = []
    anna.page.on("console", lambda message: said.append(message.text))
    anna.page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    editor = anna.page.locator(".field-body .ProseMirror[contenteditable=true]")
    editor.focus()  # a click may miss it, since it moves down when its tools appear
    for source in SOURCES:
        content = getattr(clipboards, source)
        given = ("", content) if source == "PDF_VIEWER" else (content, "")
        expected = outline(pasted(given[0], given[1], "en").html)
        anna.page.keyboard.press("Control+A")

        copy_and_paste(anna.page, content)
        assert of_the_editor(anna.page, expected) == expected, source
        assert not re.search("before nine|раньше девяти|Last week|Is that so", editor.inner_text()), source

        anna.page.keyboard.press("Control+A")
        copy_and_paste(anna.page)
        assert of_the_editor(anna.page, expected) == expected, source
    anna.page.keyboard.press("Control+A")
    copy_and_paste(anna.page, clipboards.WORD)
    anna.page.locator(".field-body .ProseMirror table").wait_for()
    assert violations(anna.page) == []
    assert not runs_over(anna.page)
    anna.save()
    edition.refresh_from_db()
    assert outline(edition.body) == outline(clipboards.UNDERSTOOD)
    assert said == []


@pytest.mark.promise(67)
def test_hidden_text_is_left_out_of_what_is_pasted_and_that_is_said(people):
    edition = of_anna(headline="Text for pasting", body="<p></p>")
    anna = people("anna")
    anna.page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    editor = anna.page.locator(".field-body .ProseMirror[contenteditable=true]")
    editor.focus()  # a click may miss it, since it moves down when its tools appear
    copy_and_paste(anna.page, PASTED)
    editor.get_by_text("Seen").wait_for()

    assert "until nine" not in editor.inner_text()
    assert editor.locator("s").inner_text() == "Monday"
    note = anna.page.locator(".field-body [role=status]")
    assert note.inner_text() == (
        "2 hidden passages were left out. 1 deleted passage was left out. Struck out, please check: “Monday”."
    )


def test_five_megabytes_are_taken_up_to_the_limit_and_nothing_is_lost_of_what_was_there(people):
    edition = of_anna(headline="Text for pasting", body="<p>What was there.</p>")
    anna = people("anna")
    anna.page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    editor = anna.page.locator(".field-body .ProseMirror[contenteditable=true]")
    editor.focus()
    anna.page.keyboard.press("Control+End")

    copy_and_paste(anna.page, f"<p>{'word ' * 1000}</p>" * 1000)

    anna.page.locator(".field-body [role=status]").wait_for()
    assert "ends after “word word" in anna.page.locator(".field-body [role=status]").inner_text()
    anna.save()
    edition.refresh_from_db()
    assert edition.body.startswith("<p>What was there.")
    assert 450_000 < len(edition.body) < 550_000

"""A reader saves or prints a page in the browser, and asks whether it was public."""

import pytest

from releases.tests.browser.accessibility import runs_over, violations

YES = "Yes, this text was public"


def asked(page, prefix, name, content, media_type):
    page.goto(f"{prefix}/verify/")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": media_type, "buffer": content})
    page.click("main button[type=submit]")
    return page.inner_text("main")


@pytest.mark.parametrize("name", ["corrected release", "withdrawn release", "Russian release", "earlier text"])
def test_printed_page_was_public(page, site, name):
    page.goto(site.pages[name])
    headline = page.inner_text("h1")
    printed = page.pdf(format="A5", display_header_footer=True)

    answer = asked(page, "", "printed.pdf", printed, "application/pdf")

    assert YES in answer
    assert headline in answer


@pytest.mark.parametrize("name", ["corrected release", "release with charts"])
def test_page_saved_by_the_browser_was_public_and_has_nothing_else_in_it(page_without_script, site, name):
    page = page_without_script
    page.goto(site.pages[name])
    saved = page.content().encode()

    answer = asked(page, "", "saved.html", saved, "text/html")

    assert YES in answer
    assert "What else is in it" not in answer


def test_answers_are_accessible_and_fit_a_telephone_in_russian(page, site):
    page.goto(site.pages["corrected release"])
    forged = page.content().replace("</h1>", "</h1><p>Added words.</p>").encode()
    different = page.content().replace("the", "no").encode()

    for content in (forged, different, b"Nobody wrote this."):
        asked(page, "/ru", "saved.html", content, "text/html")
        assert violations(page) == []
        assert not runs_over(page)

"""WCAG 2.2 A and AA and axe's best practices on every kind of page: wide and narrow, light and dark."""

import pytest

from releases.tests.browser.accessibility import AXE, CHECK, NARROW, TAGS, runs_over, violations
from releases.tests.browser.pages import PLAIN, plain


def test_every_kind_of_page_is_accessible(page, site):
    found = {}
    for name, path in site.pages.items():
        page.goto(path)
        if problems := violations(page) + (["runs over at 320 px"] if runs_over(page) else []):
            found[name] = problems

    assert found == {}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages_of_errors_are_accessible(page, site, language):
    for name in PLAIN:
        html = plain(name, language)
        page.route(
            f"**/made-up-{name}", lambda route, _request, html=html: route.fulfill(body=html, content_type="text/html")
        )
        page.goto(f"/made-up-{name}")
        assert violations(page) == []


def test_open_navigation_is_accessible(page, site):
    page.goto("/")
    page.get_by_role("button", name="Countries").click()
    page.evaluate(AXE)
    assert page.evaluate(CHECK, [TAGS, None]) == []

    page.set_viewport_size(NARROW)
    page.goto("/")
    page.get_by_role("button", name="Menu").click()
    assert violations(page) == []
    assert not runs_over(page)

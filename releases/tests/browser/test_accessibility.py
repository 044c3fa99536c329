"""WCAG 2.2 A and AA and axe's best practice on every kind of page: wide and narrow, light and dark."""

from importlib.resources import files

import pytest
from playwright.sync_api import Page, ViewportSize

from releases.tests.browser.pages import PLAIN, plain

AXE = files("axe_core_python").joinpath("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=700)
OF_COLOUR = ["color-contrast", "link-in-text-block"]
CHECK = """async ([tags, rules]) => {
    const only = rules ? {type: "rule", values: rules} : {type: "tag", values: tags};
    const {violations} = await axe.run({runOnly: only, resultTypes: ["violations"]});
    return violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.html.slice(0, 150)} (${node.failureSummary})`));
}"""


def violations(page: Page) -> list[str]:
    """In either width everything; in the dark what darkness can change."""
    page.evaluate(AXE)
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        found += [f"{size['width']} light: {each}" for each in page.evaluate(CHECK, [TAGS, None])]
        page.emulate_media(color_scheme="dark")
        found += [f"{size['width']} dark: {each}" for each in page.evaluate(CHECK, [TAGS, OF_COLOUR])]
    return found


def runs_over(page: Page) -> bool:
    """Whether a reader at 320 pixels, or at 400 % on 1280, must scroll sideways."""
    page.set_viewport_size(NARROW)
    return page.evaluate("document.scrollingElement.scrollWidth > innerWidth")


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

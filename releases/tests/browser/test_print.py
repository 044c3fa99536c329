"""Pages on paper: the text with its version and address, and nothing to click."""

import pytest
from django.conf import settings
from playwright.sync_api import Page

NAVIGATION = (
    "nav, .search, .skip, .breadcrumb, .pages, .share, .neighbours, .aside, .follow, .count a, button, .to-menus"
)
PAGES = ["corrected release", "withdrawn release", "list", "filtered list", "history", "earlier text", "field of work"]


@pytest.fixture
def printed(page: Page) -> Page:
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("name", PAGES)
def test_printed_page_has_its_address_and_no_navigation(printed, site, name):
    printed.goto(site.pages[name])
    shown = printed.locator("body").inner_text()

    assert [found.inner_text() for found in printed.locator(NAVIGATION).all() if found.is_visible()] == []
    assert printed.locator("h1").is_visible()
    assert printed.locator(".address").inner_text() in shown
    assert printed.locator(".address").inner_text().startswith(settings.SITE_URL)


def test_printed_release_names_its_version_and_where_its_links_lead(printed, site):
    printed.goto(site.pages["corrected release"])
    number = site.pages["corrected release"].split("/")[2]
    note = printed.locator(".keep .note").inner_text().split("\n")
    link = "a => getComputedStyle(a, '::after').content"
    printed.locator(".text p").first.evaluate(
        "p => p.append(Object.assign(document.createElement('a'), { href: 'https://x.example/a', textContent: 'a' }))"
    )

    assert note == [f"Release {number}, edition 2", f"{settings.SITE_URL}/releases/{number}/"]
    assert "https://x.example/a" in printed.locator(".text a[href^=http]").last.evaluate(link)


def test_address_is_for_paper_only(page, site):
    for name in PAGES:
        page.goto(site.pages[name])
        assert page.locator(".address").count() == 1
        assert not page.locator(".address").is_visible()

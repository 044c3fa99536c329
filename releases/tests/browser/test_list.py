"""Filtering the list in a browser: by form submission without script, in place with it."""

import re

from playwright.sync_api import Page, expect

HEADLINES = ".register .headline"


def headlines(page: Page) -> list[str]:
    return page.locator(HEADLINES).all_inner_texts()


def open_group(page: Page, name: str) -> None:
    group = page.locator(f"details[data-group={name}]")
    if group.get_attribute("open") is None:
        group.locator("summary").click()


def test_without_script_the_filters_are_a_form(page_without_script):
    page = page_without_script
    page.goto("/releases/")
    open_group(page, "field")
    page.get_by_label("Elections").check()
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Releases about Elections")
    assert "field=elections" in page.url
    chip = page.get_by_role("list", name="Active filters").get_by_role("link")
    chip.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Releases")


def test_choosing_a_filter_changes_the_results_in_place(page):
    page.goto("/releases/")
    page.evaluate("window.sameDocument = true")
    open_group(page, "field")
    box = page.get_by_label("Elections")
    box.check()

    expect(page.get_by_role("heading", level=1)).to_have_text("Releases about Elections")
    assert page.evaluate("window.sameDocument")
    assert page.evaluate("document.activeElement.value") == "elections", "the focus stays where it was"
    expect(box).to_be_checked()
    count = page.locator("#count").inner_text()
    expect(page.get_by_role("status")).to_have_text(count)
    assert page.title().startswith("Releases about Elections")
    assert page.locator("link[rel=canonical]").get_attribute("href").endswith("/releases/?field=elections")


def test_address_bar_is_always_a_link_to_send(page, chromium, site):
    page.goto("/releases/")
    open_group(page, "field")
    page.get_by_label("Elections").check()
    expect(page).to_have_url(re.compile(r"/releases/\?field=elections$"))
    page.get_by_label("Press release", exact=False).first.check()
    expect(page).to_have_url(re.compile("type=press-release"))
    shown = headlines(page)

    other = chromium.new_page()
    other.goto(page.url)
    assert headlines(other) == shown
    other.close()


def test_going_back_shows_what_was_before(page):
    page.goto("/releases/")
    before = headlines(page)
    open_group(page, "type")
    page.get_by_label("Story").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stories")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Releases")
    assert headlines(page) == before


def test_pages_chips_and_years_work_in_place_and_move_the_focus_to_the_heading(page):
    page.goto("/releases/")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    assert page.evaluate("document.activeElement.tagName") == "H1"

    page.get_by_role("navigation", name="By year and month").get_by_role("link", name="2014").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Releases, 2014")
    page.get_by_role("list", name="Active filters").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Releases")
    assert page.evaluate("window.sameDocument")


def test_list_that_cannot_be_fetched_is_loaded_as_a_page(page):
    page.goto("/releases/")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')); }")
    open_group(page, "type")
    page.get_by_label("Story").check()

    expect(page.get_by_role("heading", level=1)).to_have_text("Stories")


def test_search_in_the_header_leads_to_the_list(page):
    page.goto("/")
    page.get_by_role("search").get_by_label("Search the releases").fill("Mongolia")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/releases/\?q=Mongolia$"))
    assert "Mongolia joins the OSCE" in headlines(page)

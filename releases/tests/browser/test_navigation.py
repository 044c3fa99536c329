"""The header navigation by keyboard, mouse and touch, without script; and the language switch."""

import re

import pytest
from playwright.sync_api import Page, expect

GROUP = "Participating States"


def entry(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("script", [True, False])
def test_navigation_opens_and_closes_by_keyboard(request, script):
    page = request.getfixturevalue("page" if script else "page_without_script")
    page.goto("/")
    countries = entry(page, "Countries")
    partners = page.get_by_role("navigation", name="Main navigation").get_by_role("link", name=GROUP)
    expect(partners).to_be_hidden()

    countries.focus()
    page.keyboard.press("Enter")
    expect(partners).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#menu-4").get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Countries: overview")).to_be_focused()
    page.keyboard.press("Escape")

    expect(partners).to_be_hidden()
    expect(countries).to_be_focused()


def test_opening_one_entry_closes_the_other(page):
    page.goto("/")
    entry(page, "Countries").click()
    entry(page, "Our work").click()

    expect(page.get_by_role("link", name="Our work: overview")).to_be_visible()
    expect(page.get_by_role("link", name="Countries: overview")).to_be_hidden()


def test_panel_opens_below_its_entry_and_leads_to_a_page(page):
    page.goto("/")
    countries = entry(page, "Countries")
    countries.click()
    panel = page.locator("#menu-4").bounding_box()
    button = countries.bounding_box()
    assert panel["y"] >= button["y"] + button["height"] - 1

    page.get_by_role("navigation", name="Main navigation").get_by_role("link", name=GROUP).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Countries")


def test_navigation_opens_by_touch_on_a_phone(chromium, site):
    context = chromium.new_context(
        base_url=site.address,
        viewport={"width": 320, "height": 640},
        has_touch=True,
        is_mobile=True,
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Menu").tap()
    entry(page, "Countries").tap()
    page.get_by_role("navigation", name="Main navigation").get_by_role("link", name=GROUP).tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Countries")
    context.close()


def test_first_tab_leads_past_the_header(page):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#content")).to_be_focused()


def test_language_switch_keeps_the_page_and_its_filters(page):
    page.goto("/releases/?country=ukraine")
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="Русский").click()

    expect(page).to_have_url(re.compile(r"/ru/releases/\?country=ukraine$"))
    assert page.locator("html").get_attribute("lang") == "ru"
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(re.compile(r"/fr/releases/\?country=ukraine$"))


def test_release_offers_the_languages_that_it_has(page, site):
    page.goto(site.pages["Russian release"])
    switch = page.locator("nav.languages")

    assert switch.get_by_role("link").all_inner_texts() == ["English", "Français", "Русский"]
    switch.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("heading", level=1)).to_contain_text("Helsinki")

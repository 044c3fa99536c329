"""Charts in a release: to scale on the screen, alike without script, in dark mode and on paper; and chosen by the editor."""

import re

from releases.tests.browser.accessibility import NARROW, WIDE
from releases.tests.browser.newsroom import picture

CHART = "[role=figure]"


def lengths(page) -> list[float]:
    """Of the bars of the first chart that belong to numbers, in pixels."""
    chart = page.locator(CHART).first
    return chart.locator("svg svg rect").evaluate_all("bars => bars.map(bar => bar.width.baseVal.value)")


def test_bars_are_to_scale_within_a_pixel_at_every_width(page, site):
    numbers = [124, 138, 97, 61, 18, 143, 1052]
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.goto(site.pages["release with charts"])
        drawn = lengths(page)

        assert len(drawn) == len(numbers)
        assert all(abs(length - number / 1052 * max(drawn)) < 1 for length, number in zip(drawn, numbers, strict=True))
        assert max(drawn) > 100


def test_words_of_charts_stay_within_them_on_the_smallest_screen(page, site):
    page.set_viewport_size(NARROW)
    for name in ("release with charts", "Russian release with charts"):
        page.goto(site.pages[name])
        for chart in page.locator(CHART).all():
            edges = chart.evaluate(
                """figure => {
                    const outer = figure.querySelector('svg').getBoundingClientRect();
                    return [...figure.querySelectorAll('text')].map(text => text.getBoundingClientRect())
                        .filter(inner => inner.left < outer.left - 1 || inner.right > outer.right + 1
                            || inner.bottom > outer.bottom + 1 || inner.top < outer.top - 1).length;
                }"""
            )
            assert edges == 0, name


def test_charts_need_no_script(page_without_script, site):
    page = page_without_script
    page.goto(site.pages["Russian release with charts"])

    assert page.locator(CHART).count() == 2
    assert "Юго-Восточная Европа" in page.locator(f"{CHART} svg").first.text_content()
    assert page.locator(f"{CHART} svg").first.bounding_box()["height"] > 200


def test_screen_readers_find_the_name_and_the_table(page, site):
    page.goto(site.pages["release with charts"])
    tree = page.locator(CHART).first.aria_snapshot()

    assert 'figure "Bar chart: 2024, 2025, by Region"' in tree
    assert 'img "Bar chart: 2024, 2025, by Region"' in tree
    assert 'cell "1,052"' in tree
    details = page.locator(f"{CHART} svg").first.get_attribute("aria-details")
    assert page.locator(f"#{details} table").count() == 1


def test_numbers_come_as_a_file(page, site):
    page.goto(site.pages["release with charts"])
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("as a file")).first.click()

    assert download.value.suggested_filename == "chart-1.csv"
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Region,2024,2025"
    assert lines[-1] == "Central Asia,143,1052"


def test_charts_are_seen(page, site):
    """For whoever looks: PICTURES=folder."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.goto(site.pages["Russian release with charts"])
            page.locator(CHART).first.scroll_into_view_if_needed()
            picture(page, f"charts-{scheme}-{size['width']}")
    page.emulate_media(media="print")
    picture(page, "charts-print")
    assert page.locator(CHART).first.is_visible()

"""Checks of a page by axe, and of its width at 320 pixels."""

from importlib.resources import files

from playwright.sync_api import Page, ViewportSize

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
    """All rules at both widths; in dark mode, those that depend on colour."""
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
    """Whether a reader at 320 pixels, or at 400 % zoom on 1280, has to scroll sideways."""
    page.set_viewport_size(NARROW)
    return page.evaluate("document.scrollingElement.scrollWidth > innerWidth")

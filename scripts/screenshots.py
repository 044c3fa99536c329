"""Take the pictures in docs/screenshots of the sample newsroom. Pass the address at which it is served."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
CORRECTED = "/releases/18/"
IN_RUSSIAN = "/ru/releases/37/"
LIST = "/releases/?field=conflict-prevention-and-resolution&type=news&type=press-release"
PICTURES = {
    "front": ("/", 1280, "light"),
    "front-narrow": ("/", 320, "light"),
    "front-dark": ("/", 1280, "dark"),
    "front-ru": ("/ru/", 1280, "light"),
    "list": (LIST, 1280, "light"),
    "list-narrow-dark": (LIST, 320, "dark"),
    "list-ru": ("/ru/releases/", 1280, "light"),
    "release": (CORRECTED, 1280, "light"),
    "release-narrow": (CORRECTED, 320, "light"),
    "release-dark": (CORRECTED, 1280, "dark"),
    "release-ru": (IN_RUSSIAN, 1280, "light"),
    "release-print": (CORRECTED, 794, "print"),
    "history": (f"{CORRECTED}history/", 1280, "light"),
    "history-narrow": (f"{CORRECTED}history/", 320, "light"),
    "navigation": ("/", 1280, "menu"),
}
HEIGHT = {1280: 960, 320: 690, 794: 1123}


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, (path, width, how) in PICTURES.items():
            save(name, taken(browser, f"{address}{path}", width, how))
        browser.close()


def taken(browser: Browser, address: str, width: int, how: str) -> bytes:
    page = browser.new_page(
        viewport={"width": width, "height": HEIGHT[width]}, color_scheme="dark" if how == "dark" else "light"
    )
    if how == "print":
        page.emulate_media(media="print")
    page.goto(address, wait_until="networkidle")
    if how == "menu":
        page.get_by_role("button", name="Countries").click()
    picture = page.screenshot()
    page.close()
    return picture


def save(name: str, picture: bytes) -> None:
    """Reduced to 48 colours, enough for pages of text."""
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(48, dither=Image.Dither.NONE)
    image.save(FOLDER / f"{name}.png", optimize=True)


main(sys.argv[1].rstrip("/"))

"""Helpers for tests with several people in the newsroom, each in a browser of their own."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from releases import steps
from releases.models import Edition, User
from releases.tests.making import make_edition

PASSWORD = "a long password for tests"
# Folder for the documentation's screenshots; none are taken unless it is set.
PICTURES = os.environ.get("PICTURES", "")


@dataclass
class Person:
    """A logged-in user."""

    name: str
    page: Page

    def log_in(self) -> None:
        self.page.goto("/admin/login/")
        self.page.fill("#id_login", self.name)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("input[type=submit]")

    def desk(self, part: str) -> str:
        self.page.goto("/admin/")
        return self.page.locator(f".part-{part}").inner_text()

    def open(self, headline: str) -> None:
        """From the list, as an editor would."""
        self.page.goto("/admin/releases/release/")
        self.page.fill("#searchbar", headline)
        self.page.press("#searchbar", "Enter")
        self.page.locator("#result_list .field-headline a", has_text=headline).first.click()

    def write(self, **fields: str) -> None:
        for name, text in fields.items():
            if name == "body":
                self.page.click(".field-body .ProseMirror[contenteditable=true] >> visible=true")
                self.page.keyboard.press("Control+A")
                self.page.keyboard.type(text)
            else:
                self.page.fill(f"#id_{name}", text)

    def choose(self, field: str, letters: str) -> None:
        """Choose a term by typing part of its name."""
        row = self.page.locator(f".field-{field}")
        row.locator(".select2-search__field").click()
        self.page.keyboard.type(letters)
        self.page.locator(".select2-results__option", has_text=letters).first.click()

    def save(self) -> None:
        self.page.click("input[name=_continue]")

    def take(self, step: str, remark: str = "", **fields: str) -> None:
        """Follow the step's link, fill in its form, and submit."""
        self.page.locator(".steps .possible a", has_text=step).first.click()
        if remark:
            self.page.fill("#id_remark", remark)
        for name, value in fields.items():
            control = self.page.locator(f"#id_{name}")
            if control.evaluate("element => element.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
        self.page.click(".submit-row input[type=submit]")

    @property
    def told(self) -> str:
        return self.page.locator(".messagelist").inner_text()

    @property
    def standing(self) -> str:
        return self.page.locator(".standing .state").inner_text()


def picture(page: Page, name: str, prepare: Callable[[], None] = lambda: None) -> None:
    """A screenshot of the window for the documentation, in few colours."""
    if not PICTURES:
        return
    prepare()
    path = Path(PICTURES) / f"{name}.png"
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


def visitor(chromium: Browser, address: str, path: str) -> tuple[int, str]:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    response = page.goto(path)
    found = (response.status if response else 0, page.locator("main").inner_text())
    context.close()
    return found


def of_anna(**overrides: Any) -> Edition:
    edition = make_edition(**overrides)
    steps.record_save(edition, User.objects.get(username="anna"), created=True)
    return edition

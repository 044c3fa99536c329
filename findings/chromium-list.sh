#!/bin/sh
# Chromium 156 (Debian 12): items 3 and 4 of a numbered list are selected and copied.
# Seen: as HTML they are items of a list that starts at 1 (the list's opening tag is copied as it stands); as plain text they have no numbers at all.
# Whoever pastes paragraphs 3 and 4 of a decision quotes paragraphs 1 and 2.
# Guessed: what is copied has the numbers that were on the screen, as `start` or `value`.
# Needs chromium; apt-get install chromium.
set -eu
command -v chromium >/dev/null || { echo "Install chromium." >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
"$folder/venv/bin/python" - <<'END'
import re
import shutil

from playwright.sync_api import sync_playwright

PAGE = "<ol><li>The Council notes.<li>It asks.<li id=third>The office reports.<li id=fourth>The office publishes.</ol>"
COPY = """() => {
    const text = (id) => document.getElementById(id).firstChild;
    getSelection().setBaseAndExtent(text("third"), 0, text("fourth"), text("fourth").length);
    document.addEventListener("paste", (event) => { window.got = ["text/html", "text/plain"].map((form) => event.clipboardData.getData(form)); });
}"""
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content(PAGE + "<textarea id=target></textarea>")
    page.evaluate(COPY)
    page.keyboard.press("Control+C")
    page.focus("#target")
    page.keyboard.press("Control+V")
    page.wait_for_function("window.got")
    html, plain = page.evaluate("window.got")
    print("Chromium", browser.version)
    browser.close()
items = re.search("<ol.*</ol>", re.sub(' style="[^"]*"', "", html), re.DOTALL).group()
print(items)
print(plain)
assert items == '<ol><li id="third">The office reports.</li><li id="fourth">The office publishes.</li></ol>'
assert plain.split("\n") == ["The office reports.", "The office publishes."]
END

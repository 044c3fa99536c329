#!/bin/sh
# Chromium 156 (Debian 12): Intl.DateTimeFormat, with which a page writes dates in the reader's language.
# Seen: Kazakh, Uzbek, Azerbaijani and Bosnian are "supported" and written "2026 M05 1". Georgian, Armenian, Belarusian, Kyrgyz and Macedonian are not
# supported, and come out in the language of the browser without an error. Node 20, which has the same engine, writes all of them.
# Guessed: a language that the browser calls supported has names for its months, and both programs know those of CLDR.
# Needs chromium and node; apt-get install chromium nodejs.
set -eu
command -v chromium >/dev/null || { echo "Install chromium." >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
"$folder/venv/bin/python" - <<'END'
import json
import shutil
import subprocess

from playwright.sync_api import sync_playwright

ASK = """["kk", "uz", "az", "bs", "ka", "hy", "be", "ky", "mk", "ru"].map((language) => [
    language,
    Intl.DateTimeFormat.supportedLocalesOf([language]).length,
    new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date("2026-05-01")),
])"""
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    seen = browser.new_page(locale="en-US").evaluate(ASK)
    print("Chromium", browser.version)
    browser.close()
node = json.loads(subprocess.run(["node", "-p", f"JSON.stringify({ASK})"], capture_output=True, text=True, check=True).stdout)
for (language, supported, text), (_, by_node, written) in zip(seen, node):
    print(f"{language}: {'supported' if supported else 'not supported'}, {text}; Node: {written}")
    assert by_node and "May" not in written and "M05" not in written
    if language in ("kk", "uz", "az", "bs"):
        assert supported and text == "2026 M05 1"
    elif language != "ru":
        assert not supported and text == "May 1, 2026"
END

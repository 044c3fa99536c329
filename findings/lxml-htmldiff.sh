#!/bin/sh
# lxml 6.1.3: lxml.html.diff.htmldiff() compares two states of a text.
# Seen: where the new state strikes words out with <del>, no change is reported and the mark is lost, so what was withdrawn stands as valid. A
# changed date (`datetime`), language or first number of a list may go unreported. <strong> is reported.
# Guessed: a difference that the reader sees or hears is shown, and the result holds the elements of the new state.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check lxml==6.1.3 lxml_html_clean==0.4.6
"$folder/venv/bin/python" - <<'END'
from lxml.html.diff import htmldiff

OLD = "<p>The ministers agreed on the text.</p>"
seen = {
    "strong": htmldiff(OLD, "<p>The ministers <strong>agreed on the text</strong>.</p>"),
    "del": htmldiff(OLD, "<p>The ministers <del>agreed on the text</del>.</p>"),
    "datetime": htmldiff('<time datetime="2026-05-01">Friday</time>', '<time datetime="2026-05-08">Friday</time>'),
    "lang": htmldiff('<p lang="sr">ponovo</p>', '<p lang="hr">ponovo</p>'),
    "start": htmldiff('<ol start="4"><li>The office reports.</li></ol>', '<ol start="5"><li>The office reports.</li></ol>'),
}
for what, result in seen.items():
    print(f"{what}: {result}")
assert "<ins>" in seen.pop("strong")
assert seen["del"] == OLD
assert not any("<ins>" in result or "<del>" in result for result in seen.values())
END

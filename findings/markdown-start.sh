#!/bin/sh
# Python-Markdown 3.11.3 and a list, or a sentence, that begins with a number.
# Seen: paragraphs 4 and 5 of a decision become 1 and 2, and the year in "2026. A year in figures" becomes 1; the number is nowhere in the page.
# The extension `sane_lists` keeps it. markdown-it-py 4.3.0 (CommonMark) writes start="4".
# Guessed: the number that the author wrote is the one shown, as in every other current implementation.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check markdown==3.11.3 markdown-it-py==4.3.0
"$folder/venv/bin/python" - <<'END'
import markdown
from markdown_it import MarkdownIt

DECISION = "The Council decides:\n\n4. The office reports.\n5. The office publishes.\n"
shown = markdown.markdown(DECISION)
print(shown)
assert "<ol>\n<li>The office reports.</li>\n<li>The office publishes.</li>\n</ol>" in shown and "4" not in shown
year = markdown.markdown("2026. A year in figures")
print(year)
assert year == "<ol>\n<li>A year in figures</li>\n</ol>"
assert '<ol start="4">' in markdown.markdown(DECISION, extensions=["sane_lists"])
assert '<ol start="4">' in MarkdownIt().render(DECISION)
END

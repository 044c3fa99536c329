#!/bin/sh
# markdownify 1.2.3, html2text 2025.4.15 and, for Node, turndown 7.2.5: a page is converted to Markdown.
# Seen: a superscript becomes part of the number before it: "in 2020" with note 3 is the year 20203, and ten to the sixth is 106. turndown also
# writes a correction, <del>50</del><ins>60</ins>, as the one number 5060.
# Guessed: Markdown may contain HTML, so <sup>, <del> and <ins>, for which it has no syntax of its own, stay.
# Needs node and npm; apt-get install nodejs npm.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check markdownify==1.2.3 html2text==2025.4.15
"$folder/venv/bin/python" - <<'END'
import html2text
from markdownify import markdownify

PAGE = "<p>In 2020<sup>3</sup> the region had 10<sup>6</sup> visitors.</p>"
for convert in (markdownify, html2text.html2text):
    text = convert(PAGE).strip()
    print(f"{convert.__name__}: {text}")
    assert text == "In 20203 the region had 106 visitors."
END
cd "$folder"
npm install --silent --no-fund turndown@7.2.5 >/dev/null
node --input-type=module - <<'END'
import assert from "node:assert";
import Turndown from "turndown";

const text = new Turndown().turndown("<p>In 2020<sup>3</sup> some <del>50</del><ins>60</ins> came.</p>");
console.log(`turndown: ${text}`);
assert.equal(text, "In 20203 some 5060 came.");
END

#!/bin/sh
# trafilatura 2.3.1 and a date in a sentence that is marked up as one.
# Seen: the words in <time> are left out, and the sentence closes over the gap; <abbr>, <bdi>, <data> and <span> keep theirs.
# Guessed: an element that only says what the words in it are does not take them away.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.3
"$folder/venv/bin/python" - <<'END'
import trafilatura

FILL = "<p>" + "The mission opened an office in the city, and its head spoke to the press about the work ahead. " * 4 + "</p>"


def extracted(sentence):
    return trafilatura.extract(
        f"<html><head><title>Office</title></head><body><main><article><h1>Office</h1>{FILL}<p>{sentence}</p>{FILL}</article></main></body></html>"
    )


for name in ("span", "abbr", "data", "bdi"):
    assert "until the fifth of May at noon" in extracted(f"The office is open until <{name}>the fifth of May</{name}> at noon.")
text = extracted('The office is open until <time datetime="2026-05-05">the fifth of May</time> at noon.')
print(next(line for line in text.splitlines() if "noon" in line))
assert "the fifth of May" not in text and "The office is open until" in text and "at noon" in text
END

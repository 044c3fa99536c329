#!/bin/sh
# Babel 2.19.0 counts three plural forms in French, Italian, Spanish and Portuguese, where 2.18.0 counted two.
# Seen: the same call returns 2 and 3. A .po file that was complete lacks a form after a minor upgrade, and a tool that compares the
# number of forms calls every such entry untranslated.
# Guessed: the plural rule of a language, on which every stored catalogue depends, does not change in a minor release.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --target "$folder/before" babel==2.18.0
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --target "$folder/after" babel==2.19.0
cd "$folder"
"$folder/venv/bin/python" - <<'END'
import json, subprocess, sys

ASK = """
import json
from babel.messages.plurals import get_plural
print(json.dumps({language: get_plural(language).num_plurals for language in ("de", "fr", "it", "es", "pt", "ru")}))
"""
before, after = (
    json.loads(subprocess.run([sys.executable, "-c", ASK], env={"PYTHONPATH": name}, capture_output=True, check=True).stdout)
    for name in ("before", "after")
)
print("2.18.0", before)
print("2.19.0", after)
assert before == {"de": 2, "fr": 2, "it": 2, "es": 2, "pt": 2, "ru": 3}
assert after == {"de": 2, "fr": 3, "it": 3, "es": 3, "pt": 3, "ru": 3}
END

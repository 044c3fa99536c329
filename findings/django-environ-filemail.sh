#!/bin/sh
# django-environ 0.14.0 reads a relative folder from the absolute path in EMAIL_URL=filemail:///var/letters.
# Seen: EMAIL_FILE_PATH is "var/letters", and Django writes letters below the current folder; with four slashes the folder is the one that was meant.
# Guessed: a path in a URL keeps its leading slash, as it does in urllib.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django-environ==0.14.0
cd "$folder"
"$folder/venv/bin/python" - <<'END'
from environ import Env

three, four = (Env.email_url_config(f"filemail:{slashes}var/letters")["EMAIL_FILE_PATH"] for slashes in ("///", "////"))
print("filemail:///var/letters  ->", three)
print("filemail:////var/letters ->", four)
assert (three, four) == ("var/letters", "/var/letters")
END

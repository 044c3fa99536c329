#!/bin/sh
# SQLite 3.53.1: the tokenizer unicode61 of FTS5 with `remove_diacritics 2`.
# Seen: the marks of Latin letters are removed; those of Cyrillic and Greek letters are not, and strokes stay (ø, ł, đ).
# So a search for елка does not find ёлка, nor αθηνα Αθήνα, in the index in which zurich finds Zürich.
# Guessed: "remove diacritics" holds for every script for which Unicode gives a decomposition.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apsw==3.53.1.0
"$folder/venv/bin/python" - <<'END'
import unicodedata

import apsw

database = apsw.Connection(":memory:")
database.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'unicode61 remove_diacritics 2')")


def found(text, query):
    database.execute("DELETE FROM t")
    database.execute("INSERT INTO t VALUES (?)", (text,))
    return bool([*database.execute("SELECT 1 FROM t WHERE t MATCH ?", (f'"{query}"',))])


def plain(word):
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


print("SQLite", apsw.sqlite_lib_version())
seen = {word: found(word, plain(word)) for word in ("Zürich", "Nguyễn", "ёлка", "Київ", "Район", "Αθήνα")}
for word, is_found in seen.items():
    print(f"{word} by {plain(word)}: {'found' if is_found else 'nothing'}")
assert seen == {"Zürich": True, "Nguyễn": True, "ёлка": False, "Київ": False, "Район": False, "Αθήνα": False}
END

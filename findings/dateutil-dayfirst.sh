#!/bin/sh
# python-dateutil 2.9.0 with `dayfirst=True`, as one reads the dates of a site that writes 06/05/2026 for 6 May.
# Seen: 2026-05-06 becomes 5 June, also with a time and an offset behind it, while 2026-05-16 remains 16 May: of a list in ISO 8601 the days up to
# the twelfth of a month are wrong and the others right.
# Guessed: the option settles what is ambiguous; a year that comes first makes it ISO 8601, which is not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-dateutil==2.9.0.post0
"$folder/venv/bin/python" - <<'END'
from dateutil.parser import parse

seen = {text: str(parse(text, dayfirst=True)) for text in ("06/05/2026", "2026-05-06", "2026-05-06T10:00:00+02:00", "2026-05-16")}
for text, read in seen.items():
    print(text, "is", read)
assert [*seen.values()] == ["2026-05-06 00:00:00", "2026-06-05 00:00:00", "2026-06-05 10:00:00+02:00", "2026-05-16 00:00:00"]
END

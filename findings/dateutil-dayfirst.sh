#!/bin/sh
# python-dateutil 2.9.0 with `dayfirst=True`, as for the dates of a site that writes 06/05/2026 for 6 May.
# Seen: 2026-05-06 becomes 5 June, with a time and an offset behind it as well, while 2026-05-16 remains 16 May. In a list of dates in ISO 8601,
# the first twelve days of each month are wrong and the others right.
# Guessed: the option settles what is ambiguous. A date that begins with the year is ISO 8601, and not ambiguous.
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

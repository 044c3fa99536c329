#!/bin/sh
# pycountry 26.2.16: search_fuzzy(), of whose answers one takes the first, since the best come first.
# Seen: for Niger the first answer is Nigeria, although there is a country of exactly that name. Limburg is Belgium, since names of regions count as well.
# Turkey is not found.
# Guessed: a country whose name was given in full comes first.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pycountry==26.2.16
"$folder/venv/bin/python" - <<'END'
import pycountry


def first(name):
    try:
        return [country.alpha_2 for country in pycountry.countries.search_fuzzy(name)][0]
    except LookupError:
        return None


print(pycountry.countries.get(alpha_2="NE").name)
seen = {name: first(name) for name in ("Nigeria", "Niger", "Georgia", "Limburg", "Turkey")}
print(seen)
assert pycountry.countries.get(alpha_2="NE").name == "Niger"
assert seen == {"Nigeria": "NG", "Niger": "NG", "Georgia": "GE", "Limburg": "BE", "Turkey": None}
END

